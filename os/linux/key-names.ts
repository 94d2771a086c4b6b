/** Names of keys and lights by their numbers. Source: include/uapi/linux/input-event-codes.h. */

/** From number 1 on, less KEY_. */
const KEYS =
  `ESC 1 2 3 4 5 6 7 8 9 0 MINUS EQUAL BACKSPACE TAB Q W E R T Y U I O P LEFTBRACE RIGHTBRACE ENTER LEFTCTRL A S D F G
H J K L SEMICOLON APOSTROPHE GRAVE LEFTSHIFT BACKSLASH Z X C V B N M COMMA DOT SLASH RIGHTSHIFT KPASTERISK LEFTALT SPACE CAPSLOCK F1
F2 F3 F4 F5 F6 F7 F8 F9 F10 NUMLOCK SCROLLLOCK KP7 KP8 KP9 KPMINUS KP4 KP5 KP6 KPPLUS KP1 KP2 KP3 KP0 KPDOT`.split(
    /\s+/,
  );

/** The others that keyboards of PCs have, less KEY_ or as they are. */
const OTHERS: Readonly<Record<number, string>> = {
  86: 'KEY_102ND',
  87: 'KEY_F11',
  88: 'KEY_F12',
  96: 'KEY_KPENTER',
  97: 'KEY_RIGHTCTRL',
  98: 'KEY_KPSLASH',
  99: 'KEY_SYSRQ',
  100: 'KEY_RIGHTALT',
  102: 'KEY_HOME',
  103: 'KEY_UP',
  104: 'KEY_PAGEUP',
  105: 'KEY_LEFT',
  106: 'KEY_RIGHT',
  107: 'KEY_END',
  108: 'KEY_DOWN',
  109: 'KEY_PAGEDOWN',
  110: 'KEY_INSERT',
  111: 'KEY_DELETE',
  113: 'KEY_MUTE',
  114: 'KEY_VOLUMEDOWN',
  115: 'KEY_VOLUMEUP',
  116: 'KEY_POWER',
  119: 'KEY_PAUSE',
  125: 'KEY_LEFTMETA',
  126: 'KEY_RIGHTMETA',
  127: 'KEY_COMPOSE',
  272: 'BTN_LEFT',
  273: 'BTN_RIGHT',
  274: 'BTN_MIDDLE',
};

/** From number 0 on, less LED_. */
const LIGHTS = ['numl', 'capsl', 'scrolll', 'compose', 'kana', 'sleep', 'suspend', 'mute', 'misc', 'mail'];

/** Name of a key; its number where it has none here. */
export function keyName(code: number): string {
  const name = KEYS[code - 1];
  return name === undefined ? (OTHERS[code] ?? String(code)) : `KEY_${name}`;
}

/** Name of a light; its number where it has none here. */
export function lightName(code: number): string {
  return LIGHTS[code] ?? String(code);
}
