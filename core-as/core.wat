(module
 (type $0 (func (param i32) (result i32)))
 (type $1 (func (param i32 i64 i32 i32) (result i32)))
 (type $2 (func (result i32)))
 (type $3 (func (param i32 i32 i32)))
 (type $4 (func))
 (type $5 (func (param i32 i32 i64) (result i32)))
 (type $6 (func (param i32 i32) (result i32)))
 (type $7 (func (param i32)))
 (type $8 (func (param i64 i32) (result i32)))
 (type $9 (func (param i32 i32 i32 i32 i32) (result i32)))
 (type $10 (func (param i32 i32 i32 i64 i64 i32)))
 (type $11 (func (param i64) (result i32)))
 (type $12 (func (param i32 i64) (result i64)))
 (type $13 (func (param i32 i64 i64) (result i32)))
 (type $14 (func (param i32 i32)))
 (type $15 (func (param i32 i64) (result i32)))
 (type $16 (func (param i32 i64)))
 (type $17 (func (param i32) (result i64)))
 (type $18 (func (param i32 i32 i32 i32 i64 i64 i32)))
 (type $19 (func (param i64 i64)))
 (type $20 (func (param i32 i32 i64 i64 i32 i32) (result i32)))
 (type $21 (func (param i64 i64 i64 i64 i32 i32)))
 (type $22 (func (param i32 i64 i32)))
 (type $23 (func (param i64 i32 i64)))
 (type $24 (func (param i32 i64 i32) (result i32)))
 (type $25 (func (param i64 i32 i32 i64) (result i64)))
 (type $26 (func (param i64 i64 i64 i32)))
 (type $27 (func (param i32 i32 v128 v128 v128 v128 v128)))
 (type $28 (func (param i32 i32 i32) (result i32)))
 (type $29 (func (param i32 i32 v128 v128 i32 i32) (result i32)))
 (type $30 (func (param i32 i32 i64)))
 (type $31 (func (param i32 i32 i64 i32)))
 (type $32 (func (param i64 i64 i32 i64 i64)))
 (type $33 (func (param i64 i64) (result i32)))
 (type $34 (func (param i32 i32 i32 i32)))
 (type $35 (func (param i32 i32 i32 i32 i32 i32)))
 (type $36 (func (param i32 i64 i64 i32 i32) (result i32)))
 (type $37 (func (param i32 i64 i32) (result i64)))
 (type $38 (func (param i32 i64 i32) (result f64)))
 (type $39 (func (param i32 i64) (result f64)))
 (type $40 (func (param i32 i64 i64 i32) (result i32)))
 (type $41 (func (param i32 i64 i64 i64 i64) (result i32)))
 (type $42 (func (param i32 i64 i64)))
 (global $core-as/layout/slot (mut i32) (i32.const 0))
 (global $core-as/cache/validity/now (mut i32) (i32.const 0))
 (global $core-as/cache/validity/ageing (mut i32) (i32.const 0))
 (global $core-as/cache/page-cache/hand (mut i32) (i32.const 0))
 (global $core-as/cache/page-cache/open (mut i32) (i32.const 0))
 (global $core-as/cache/page-cache/failed (mut i32) (i32.const 0))
 (global $core-as/cache/page-cache/quiet (mut i32) (i32.const 0))
 (global $core-as/cache/page-cache/round (mut i32) (i32.const 1))
 (global $core-as/cache/page-cache/full (mut i32) (i32.const 0))
 (global $core-as/cache/page-cache/lossEpoch (mut i32) (i32.const 1))
 (global $core-as/cache/page-cache/hitStamp (mut i32) (i32.const 0))
 (global $core-as/cache/page-cache/hitCount (mut i64) (i64.const 0))
 (global $core-as/cache/page-cache/missCount (mut i64) (i64.const 0))
 (global $core-as/cache/page-cache/evictions (mut i64) (i64.const 0))
 (global $core-as/mmu/space/tags (mut i32) (i32.const 0))
 (global $core-as/cache/tlb/tlbHits (mut i64) (i64.const 0))
 (global $core-as/cache/tlb/tlbMisses (mut i64) (i64.const 0))
 (global $core-as/mmu/walk/tracing (mut i32) (i32.const 0))
 (global $core-as/batch/runs/count (mut i32) (i32.const 0))
 (global $core-as/batch/runs/runCount (mut i32) (i32.const 0))
 (global $core-as/batch/seen/last (mut i32) (i32.const 16384))
 (global $core-as/mmu/aarch64/selected (mut i32) (i32.const -1))
 (global $core-as/mmu/aarch64/granule (mut i32) (i32.const 12))
 (global $core-as/mmu/aarch64/highestBlock (mut i32) (i32.const 3))
 (global $core-as/mmu/aarch64/frameMask (mut i64) (i64.const 0))
 (global $core-as/mmu/aarch64/extraMask (mut i64) (i64.const 0))
 (global $core-as/mmu/aarch64/extraShift (mut i32) (i32.const 0))
 (global $core-as/batch/translate/waiting (mut i32) (i32.const 0))
 (global $core-as/batch/translate/begun (mut i32) (i32.const 0))
 (global $core-as/batch/translate/still (mut i32) (i32.const 0))
 (global $core-as/batch/translate/waitPlace (mut i64) (i64.const -1))
 (global $core-as/batch/read/ranges (mut i32) (i32.const 0))
 (global $core-as/batch/read/range (mut i32) (i32.const 0))
 (global $core-as/batch/read/done (mut i64) (i64.const 0))
 (global $core-as/batch/single/runBytes (mut i64) (i64.const 0))
 (global $core-as/scan/patterns/found (mut i32) (i32.const 0))
 (global $core-as/scan/many/count (mut i32) (i32.const 0))
 (global $core-as/scan/many/from (mut i32) (i32.const 0))
 (global $core-as/scan/many/size (mut i32) (i32.const 0))
 (global $core-as/scan/many/limit (mut i32) (i32.const 0))
 (global $core-as/scan/many/position (mut i32) (i32.const 0))
 (global $core-as/scan/many/end (mut i32) (i32.const 0))
 (global $core-as/scan/bytes/count (mut i32) (i32.const 0))
 (global $core-as/scan/bytes/size (mut i32) (i32.const 0))
 (global $core-as/scan/bytes/starts (mut i32) (i32.const 0))
 (global $core-as/scan/bytes/scalar (mut i32) (i32.const 0))
 (global $core-as/scan/bytes/many (mut i32) (i32.const 0))
 (global $core-as/scan/bytes/block (mut i32) (i32.const 0))
 (global $core-as/scan/bytes/pattern (mut i32) (i32.const 0))
 (global $core-as/scan/bytes/position (mut i32) (i32.const 0))
 (global $core-as/scan/query/kind (mut i32) (i32.const 0))
 (global $core-as/scan/query/form (mut i32) (i32.const 0))
 (global $core-as/scan/query/step (mut i32) (i32.const 0))
 (global $core-as/scan/query/tests (mut i32) (i32.const 0))
 (global $core-as/scan/query/ranged (mut i32) (i32.const 0))
 (global $core-as/scan/query/address (mut i64) (i64.const 0))
 (global $core-as/scan/query/width (mut i32) (i32.const 0))
 (global $core-as/scan/query/big (mut i32) (i32.const 0))
 (global $core-as/scan/query/signed (mut i32) (i32.const 0))
 (global $core-as/scan/query/outside (mut i32) (i32.const 0))
 (global $core-as/scan/marks/marked (mut i32) (i32.const 0))
 (global $core-as/scan/values/scalar (mut i32) (i32.const 0))
 (global $core-as/scan/values/origin (mut i32) (i32.const 0))
 (global $core-as/scan/values/before (mut i32) (i32.const 0))
 (global $core-as/scan/values/end (mut i32) (i32.const 0))
 (global $core-as/scan/values/block (mut i32) (i32.const 0))
 (global $core-as/scan/values/size (mut i32) (i32.const 0))
 (global $core-as/scan/values/taken (mut i32) (i32.const 0))
 (global $core-as/scan/values/left (mut i64) (i64.const 0))
 (global $core-as/scan/values/found (mut i32) (i32.const 0))
 (global $core-as/index/job (mut i32) (i32.const 0))
 (global $core-as/index/jobInputs (mut i32) (i32.const 0))
 (global $core-as/index/jobSpace (mut i32) (i32.const 0))
 (memory $0 256 256)
 (data $1 (i32.const 16712192) "\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff")
 (data $2 (i32.const 16712208) "  \0c\n\0c \00\00  \0c\t\05 \00\0009\0c\t\0c4\01\00\190\0c\t\064\00\00\194\0c\t\064\00\00\190\0e\0b\064\00\00\194\0e\0b\064\00\00\194\10\r\064\00\00  \0c\08\0e \00\00  \0c\t\05(\00\00  \0c\n\0c\"\00\00\'9\0c\t\0c8\01\00\80\80\0c\t\0c4")
 (data $4 (i32.const 16712328) "\0c\030\00\00\00\0c\042\08\02*\0e\020\00\00\00\0e\032\08\02*\10\030\0c\04$")
 (data $9 (i32.const 16712864) "\0f\0f\0f\0f\0f\0f\0f\0f\0f\0f\0f\0f\0f\0f\0f\0f")
 (export "init" (func $core-as/index/init))
 (export "layout" (func $core-as/index/layout))
 (export "setSpace" (func $core-as/index/setSpace))
 (export "translate" (func $core-as/index/translate))
 (export "read" (func $core-as/index/read))
 (export "enumerate" (func $core-as/index/enumerate))
 (export "aliases" (func $core-as/index/aliases))
 (export "enumerateAgain" (func $core-as/index/enumerateAgain))
 (export "fetch" (func $core-as/index/fetch))
 (export "resume" (func $core-as/index/resume))
 (export "outputs" (func $core-as/index/outputs))
 (export "requests" (func $core-as/index/requests))
 (export "cancel" (func $core-as/index/cancel))
 (export "cached" (func $core-as/index/cached))
 (export "physical" (func $core-as/index/physical))
 (export "place" (func $core-as/index/place))
 (export "placeRun" (func $core-as/index/placeRun))
 (export "runLength" (func $core-as/index/runLength))
 (export "locate" (func $core-as/index/locate))
 (export "adopt" (func $core-as/index/adopt))
 (export "tick" (func $core-as/index/tick))
 (export "validity" (func $core-as/index/validity))
 (export "flush" (func $core-as/index/flush))
 (export "flushSpace" (func $core-as/index/flushSpace))
 (export "flushRange" (func $core-as/index/flushRange))
 (export "forget" (func $core-as/index/forget))
 (export "search" (func $core-as/index/search))
 (export "searchNext" (func $core-as/index/searchNext))
 (export "searchEnded" (func $core-as/index/searchEnded))
 (export "scan" (func $core-as/index/scan))
 (export "scanNext" (func $core-as/index/scanNext))
 (export "scanEnded" (func $core-as/index/scanEnded))
 (export "voteClear" (func $core-as/index/voteClear))
 (export "vote" (func $core-as/index/vote))
 (export "statistic" (func $core-as/index/statistic))
 (export "memory" (memory $0))
 (func $core-as/cache/page-cache/pageFor (param $0 i64) (param $1 i32) (result i32)
  (local $2 i32)
  (local $3 i32)
  (local $4 i32)
  local.get $0
  i64.const -4096
  i64.and
  local.tee $0
  call $core-as/cache/page-cache/find
  local.tee $2
  i32.const -1
  i32.ne
  if
   local.get $2
   i32.const 5
   i32.shl
   i32.const 15061888
   i32.add
   local.tee $3
   i32.load offset=16
   local.tee $4
   i32.const 1
   i32.eq
   if
    i32.const 0
    return
   end
   global.get $core-as/cache/validity/ageing
   if (result i32)
    local.get $1
    i32.const 2
    i32.shl
    i32.const 16712192
    i32.add
    i32.load
    global.get $core-as/cache/validity/now
    local.get $3
    i32.load offset=24
    i32.sub
    i32.lt_u
   else
    i32.const 0
   end
   i32.eqz
   if
    local.get $3
    global.get $core-as/cache/page-cache/round
    i32.store offset=28
    local.get $3
    i32.load offset=24
    global.set $core-as/cache/page-cache/hitStamp
    local.get $4
    i32.const 2
    i32.ne
    if
     i32.const 1
     return
    end
    global.get $core-as/cache/page-cache/hitCount
    i64.const 1
    i64.add
    global.set $core-as/cache/page-cache/hitCount
    local.get $2
    i32.const 12
    i32.shl
    i32.const 1318912
    i32.add
    return
   end
  end
  global.get $core-as/cache/page-cache/quiet
  i32.eqz
  global.get $core-as/cache/page-cache/open
  i32.const 2500
  i32.lt_u
  i32.and
  if
   local.get $2
   i32.const -1
   i32.eq
   if
    local.get $0
    call $core-as/cache/page-cache/take
    local.set $2
   else
    local.get $2
    i32.const 5
    i32.shl
    i32.const 15061888
    i32.add
    i32.load offset=16
    i32.const 4
    i32.eq
    if
     global.get $core-as/cache/page-cache/failed
     i32.const 1
     i32.sub
     global.set $core-as/cache/page-cache/failed
    end
   end
   local.get $2
   i32.const -1
   i32.ne
   if
    local.get $2
    i32.const 5
    i32.shl
    i32.const 15061888
    i32.add
    local.tee $1
    i32.const 1
    i32.store offset=16
    local.get $1
    i64.load offset=8
    i64.const 0
    i64.ne
    if
     call $core-as/cache/page-cache/lose
    end
    local.get $1
    i64.const 0
    i64.store offset=8
    local.get $1
    global.get $core-as/cache/validity/now
    i32.store offset=24
    global.get $core-as/cache/page-cache/missCount
    i64.const 1
    i64.add
    global.set $core-as/cache/page-cache/missCount
    global.get $core-as/cache/page-cache/open
    i32.const 24
    i32.mul
    i32.const 1258880
    i32.add
    local.tee $3
    local.get $1
    i64.load
    i64.store
    local.get $3
    i32.const 4096
    i32.store offset=8
    local.get $3
    local.get $2
    i32.const 12
    i32.shl
    i32.const 1318912
    i32.add
    i32.store offset=12
    local.get $3
    i32.const 0
    i32.store offset=16
    local.get $3
    local.get $2
    i32.store offset=20
    global.get $core-as/cache/page-cache/open
    i32.const 1
    i32.add
    global.set $core-as/cache/page-cache/open
   end
  end
  i32.const 0
 )
 (func $core-as/layout/tell (param $0 i32) (param $1 i32) (param $2 i32)
  global.get $core-as/layout/slot
  local.get $0
  i32.store
  global.get $core-as/layout/slot
  local.get $1
  i32.store offset=4
  global.get $core-as/layout/slot
  local.get $2
  i32.store offset=8
  global.get $core-as/layout/slot
  i32.const 12
  i32.add
  global.set $core-as/layout/slot
 )
 (func $core-as/batch/runs/addRun (param $0 i64) (param $1 i64) (param $2 i64) (param $3 i64) (param $4 i32) (param $5 i32)
  (local $6 i64)
  (local $7 i32)
  (local $8 i32)
  (local $9 i32)
  (local $10 i32)
  (local $11 i32)
  global.get $core-as/batch/runs/count
  if
   global.get $core-as/batch/runs/count
   i32.const 1
   i32.sub
   local.tee $8
   i32.const 3
   i32.shl
   local.tee $9
   i32.const 863936
   i32.add
   i64.load
   local.set $6
   local.get $4
   i32.const 255
   i32.and
   local.tee $10
   i32.const 4
   i32.ne
   local.set $11
   local.get $8
   i32.const 2
   i32.shl
   i32.const 1127232
   i32.add
   i32.load
   local.tee $7
   local.get $4
   i32.xor
   i32.const 35651583
   i32.and
   if (result i32)
    i32.const 0
   else
    local.get $9
    i32.const 600640
    i32.add
    i64.load
    local.get $6
    i64.add
    local.get $0
    i64.eq
   end
   if (result i32)
    local.get $8
    i32.const 2
    i32.shl
    i32.const 1193344
    i32.add
    i32.load
    local.get $5
    i32.eq
   else
    i32.const 0
   end
   local.get $11
   i32.and
   if (result i32)
    local.get $10
    if (result i32)
     local.get $8
     i32.const 3
     i32.shl
     i32.const 995584
     i32.add
     i64.load
     local.get $3
     i64.eq
    else
     local.get $8
     i32.const 3
     i32.shl
     i32.const 732288
     i32.add
     i64.load
     local.get $6
     i64.add
     local.get $2
     i64.eq
    end
   else
    i32.const 0
   end
   if
    local.get $8
    i32.const 3
    i32.shl
    i32.const 863936
    i32.add
    local.get $1
    local.get $6
    i64.add
    i64.store
    local.get $8
    i32.const 2
    i32.shl
    i32.const 1127232
    i32.add
    local.get $4
    local.get $7
    i32.or
    i32.store
    return
   end
  end
  global.get $core-as/batch/runs/count
  local.tee $7
  i32.const 3
  i32.shl
  local.tee $8
  i32.const 600640
  i32.add
  local.get $0
  i64.store
  local.get $8
  i32.const 732288
  i32.add
  local.get $2
  i64.store
  local.get $8
  i32.const 863936
  i32.add
  local.get $1
  i64.store
  local.get $8
  i32.const 995584
  i32.add
  local.get $3
  i64.store
  local.get $7
  i32.const 2
  i32.shl
  local.tee $7
  i32.const 1127232
  i32.add
  local.get $4
  i32.store
  local.get $7
  i32.const 1193344
  i32.add
  local.get $5
  i32.store
  global.get $core-as/batch/runs/count
  i32.const 1
  i32.add
  global.set $core-as/batch/runs/count
 )
 (func $core-as/batch/enumerate/enter (param $0 i32) (param $1 i64) (param $2 i32)
  (local $3 i32)
  local.get $0
  i32.const 3
  i32.shl
  i32.const 13947136
  i32.add
  local.get $1
  i64.store offset=104
  local.get $0
  i32.const 2
  i32.shl
  i32.const 13947136
  i32.add
  local.tee $3
  local.get $2
  i32.store offset=168
  local.get $3
  i32.const 13947188
  i32.load
  i32.store offset=200
  i32.const 13947168
  local.get $0
  i32.store
 )
 (func $core-as/batch/enumerate/note (param $0 i64) (param $1 i32) (param $2 i64)
  (local $3 i32)
  i32.const 13947184
  i32.load
  local.set $3
  block $__inlined_func$core-as/batch/seen/remember$887 (result i32)
   i32.const 0
   i32.const 13947180
   i32.load
   i32.const 49152
   i32.ge_u
   br_if $__inlined_func$core-as/batch/seen/remember$887
   drop
   i32.const 0
   local.get $3
   i32.const 63
   i32.and
   i32.const 4
   i32.shl
   i64.extend_i32_u
   local.get $0
   local.get $1
   i64.extend_i32_u
   i64.or
   i64.or
   local.get $3
   i32.const 6
   i32.shr_u
   i64.extend_i32_u
   i64.const 56
   i64.shl
   i64.or
   local.tee $0
   local.get $3
   call $core-as/batch/seen/place
   local.tee $1
   i32.eqz
   br_if $__inlined_func$core-as/batch/seen/remember$887
   drop
   local.get $1
   local.get $0
   i64.store
   local.get $1
   local.get $2
   i64.store offset=8
   i32.const 1
  end
  if
   i32.const 13947180
   i32.const 13947180
   i32.load
   i32.const 1
   i32.add
   i32.store
  end
 )
 (func $core-as/cache/page-cache/settle
  (local $0 i32)
  (local $1 i32)
  (local $2 i32)
  (local $3 i32)
  loop $for-loop|0
   local.get $1
   global.get $core-as/cache/page-cache/open
   i32.lt_u
   if
    local.get $1
    i32.const 24
    i32.mul
    i32.const 1258880
    i32.add
    local.tee $2
    i32.load offset=20
    local.tee $3
    i32.const 2560
    i32.ge_u
    if (result i32)
     i32.const 1
    else
     local.get $3
     i32.const 5
     i32.shl
     i32.const 15061888
     i32.add
     i32.load offset=16
     i32.const 1
     i32.ne
    end
    i32.eqz
    if
     local.get $3
     i32.const 5
     i32.shl
     i32.const 15061888
     i32.add
     local.set $0
     local.get $2
     i32.load offset=16
     i32.const 1
     i32.eq
     if
      local.get $0
      i32.const 2
      i32.store offset=16
      local.get $0
      local.get $0
      i64.load
      i64.const 1
      i64.or
      i64.store offset=8
     else
      local.get $2
      i32.load offset=16
      i32.const 2
      i32.eq
      if
       local.get $0
       i32.const 3
       i32.store offset=16
      else
       local.get $2
       i32.load offset=16
       i32.const 3
       i32.eq
       if
        local.get $0
        i32.const 4
        i32.store offset=16
        global.get $core-as/cache/page-cache/failed
        i32.const 1
        i32.add
        global.set $core-as/cache/page-cache/failed
       else
        local.get $3
        call $core-as/cache/page-cache/unlink
       end
      end
     end
    end
    local.get $1
    i32.const 1
    i32.add
    local.set $1
    br $for-loop|0
   end
  end
  i32.const 0
  global.set $core-as/cache/page-cache/open
 )
 (func $core-as/batch/runs/openRuns (param $0 i32)
  (local $1 i64)
  (local $2 i64)
  (local $3 i64)
  (local $4 i32)
  (local $5 i32)
  i32.const 0
  global.set $core-as/batch/runs/count
  i32.const 0
  global.set $core-as/batch/runs/runCount
  local.get $0
  i32.load offset=40
  if
   local.get $0
   i64.load offset=16
   local.set $1
   local.get $0
   i64.load offset=8
   local.set $2
   local.get $0
   i64.load offset=24
   local.set $3
   local.get $0
   i32.load offset=32
   local.set $4
   local.get $0
   i32.load offset=36
   local.set $5
   i32.const 600640
   local.get $0
   i64.load
   i64.store
   i32.const 732288
   local.get $2
   i64.store
   i32.const 863936
   local.get $1
   i64.store
   i32.const 995584
   local.get $3
   i64.store
   i32.const 1127232
   local.get $4
   i32.store
   i32.const 1193344
   local.get $5
   i32.store
   i32.const 1
   global.set $core-as/batch/runs/count
  end
 )
 (func $core-as/batch/runs/closeRuns (param $0 i32) (param $1 i32)
  (local $2 i32)
  global.get $core-as/batch/runs/count
  global.set $core-as/batch/runs/runCount
  local.get $0
  i32.const 0
  i32.store offset=40
  i32.const 0
  global.get $core-as/batch/runs/count
  local.get $1
  select
  i32.eqz
  if
   return
  end
  global.get $core-as/batch/runs/count
  i32.const 1
  i32.sub
  global.set $core-as/batch/runs/runCount
  local.get $0
  global.get $core-as/batch/runs/runCount
  local.tee $2
  i32.const 3
  i32.shl
  local.tee $1
  i32.const 600640
  i32.add
  i64.load
  i64.store
  local.get $0
  local.get $1
  i32.const 732288
  i32.add
  i64.load
  i64.store offset=8
  local.get $0
  local.get $1
  i32.const 863936
  i32.add
  i64.load
  i64.store offset=16
  local.get $0
  local.get $1
  i32.const 995584
  i32.add
  i64.load
  i64.store offset=24
  local.get $0
  local.get $2
  i32.const 2
  i32.shl
  local.tee $1
  i32.const 1127232
  i32.add
  i32.load
  i32.store offset=32
  local.get $0
  local.get $1
  i32.const 1193344
  i32.add
  i32.load
  i32.store offset=36
  local.get $0
  i32.const 1
  i32.store offset=40
 )
 (func $core-as/scan/patterns/byteOf (param $0 i32) (param $1 i32) (result i32)
  local.get $1
  local.get $0
  i32.load
  i32.lt_u
  if (result i32)
   local.get $0
   i32.load offset=16
   local.get $1
   i32.add
   i32.load8_u
  else
   i32.const 0
  end
 )
 (func $core-as/cache/regions/seenAgain (param $0 i32) (param $1 i64) (param $2 i32) (result i32)
  local.get $0
  i64.load
  local.get $1
  i64.xor
  i64.const 4503599627370495
  i64.and
  i64.const 0
  i64.ne
  if (result i32)
   i32.const 1
  else
   local.get $0
   i32.load offset=28
   local.get $2
   i32.ne
  end
  if
   i32.const 0
   return
  end
  local.get $0
  i32.load offset=16
  i32.const 1318912
  i32.sub
  local.tee $2
  i32.const 10485760
  i32.lt_u
  if (result i32)
   local.get $2
   i32.const 12
   i32.shr_u
   i32.const 5
   i32.shl
   i32.const 15061896
   i32.add
   i64.load
   local.get $0
   i64.load offset=8
   i64.ne
  else
   i32.const 0
  end
  if
   i32.const 0
   return
  end
  local.get $0
  local.get $1
  i64.store
  i32.const 1
 )
 (func $core-as/cache/page-cache/markLine (param $0 i32)
  local.get $0
  i32.const 1318912
  i32.sub
  i32.const 12
  i32.shr_u
  i32.const 5
  i32.shl
  i32.const 15061888
  i32.add
  i32.const -1
  i32.store offset=28
 )
 (func $core-as/batch/seen/listedAt (param $0 i64) (param $1 i32) (param $2 i32) (param $3 i64) (result i64)
  local.get $2
  i32.const 63
  i32.and
  i32.const 4
  i32.shl
  i64.extend_i32_u
  local.get $0
  local.get $1
  i64.extend_i32_u
  i64.or
  i64.or
  local.get $2
  i32.const 6
  i32.shr_u
  i64.extend_i32_u
  i64.const 56
  i64.shl
  i64.or
  local.tee $0
  local.get $2
  call $core-as/batch/seen/place
  local.tee $1
  if (result i32)
   local.get $1
   i64.load
   local.get $0
   i64.eq
  else
   i32.const 0
  end
  if (result i64)
   local.get $1
   i64.load offset=8
  else
   local.get $3
  end
 )
 (func $core-as/batch/enumerate/leaf (param $0 i64) (param $1 i64) (param $2 i64) (param $3 i32)
  (local $4 i64)
  local.get $1
  local.get $0
  i64.sub
  local.set $1
  i32.const 13947152
  i64.load
  i32.const 13947160
  i64.load
  i64.le_u
  if (result i64)
   local.get $2
   i32.const 13947160
   i64.load
   i64.gt_u
   if (result i32)
    i32.const 1
   else
    i32.const 13947152
    i64.load
    local.get $1
    local.get $2
    i64.add
    i64.gt_u
   end
   if
    return
   end
   i32.const 13947188
   i32.const 13947188
   i32.load
   i32.const 1
   i32.add
   i32.store
   local.get $1
   local.get $2
   i64.add
   local.tee $1
   i32.const 13947160
   i64.load
   local.tee $4
   local.get $1
   local.get $4
   i64.lt_u
   select
   local.get $2
   i64.sub
   local.get $2
   i32.const 13947152
   i64.load
   local.tee $1
   local.get $1
   local.get $2
   i64.lt_u
   select
   local.get $2
   i64.sub
   local.tee $4
   i64.sub
   local.set $1
   local.get $2
   local.get $4
   i64.add
   local.set $2
   local.get $0
   local.get $4
   i64.add
  else
   local.get $0
  end
  local.get $1
  i64.const 1
  i64.add
  local.get $2
  i64.const 0
  local.get $3
  i32.const 0
  call $core-as/batch/runs/addRun
 )
 (func $core-as/index/resume (result i32)
  (local $0 i32)
  (local $1 i32)
  (local $2 i32)
  call $core-as/cache/page-cache/settle
  call $core-as/cache/page-cache/beginRound
  global.get $core-as/index/job
  i32.const 4
  i32.eq
  if
   global.get $core-as/index/jobInputs
   local.set $2
   i32.const 1
   local.set $0
   loop $for-loop|0
    local.get $1
    local.get $2
    i32.lt_u
    if
     local.get $0
     i32.const 0
     local.get $1
     i32.const 3
     i32.shl
     local.tee $0
     i32.const 4096
     i32.add
     i64.load
     local.get $0
     i32.const 266240
     i32.add
     i64.load
     i32.wrap_i64
     i32.const 3
     i32.and
     call $core-as/cache/page-cache/pageFor
     select
     local.set $0
     local.get $1
     i32.const 1
     i32.add
     local.set $1
     br $for-loop|0
    end
   end
   local.get $0
   i32.eqz
   return
  end
  global.get $core-as/index/jobSpace
  local.tee $0
  i32.eqz
  if
   i32.const 3
   return
  end
  global.get $core-as/index/job
  i32.const 1
  i32.eq
  if
   local.get $0
   call $core-as/batch/jobs/translateInMode
   i32.eqz
   i32.eqz
   return
  end
  global.get $core-as/index/job
  i32.const 2
  i32.eq
  if
   local.get $0
   call $core-as/batch/read/resumeRead
   return
  end
  global.get $core-as/index/job
  i32.const 3
  i32.eq
  if
   block $__inlined_func$core-as/batch/jobs/enumerateInMode$11 (result i32)
    block $case11|0
     block $case10|0
      block $case9|0
       block $case8|0
        block $case7|0
         block $case2|0
          block $case1|0
           block $case0|0
            block $tablify|0
             local.get $0
             i32.load offset=36
             local.tee $1
             br_table $case2|0 $case1|0 $case0|0 $tablify|0
            end
            local.get $1
            i32.const 3
            i32.eq
            local.get $1
            i32.const 4
            i32.eq
            i32.or
            local.get $1
            i32.const 5
            i32.eq
            local.get $1
            i32.const 6
            i32.eq
            i32.or
            i32.or
            br_if $case7|0
            block $tablify|00
             local.get $1
             i32.const 7
             i32.sub
             br_table $case7|0 $case8|0 $case9|0 $case10|0 $tablify|00
            end
            br $case11|0
           end
           local.get $0
           call $core-as/batch/enumerate/enumeratePass<core-as/mmu/x86-64/X8664>
           br $__inlined_func$core-as/batch/jobs/enumerateInMode$11
          end
          local.get $0
          call $core-as/batch/enumerate/enumeratePass<core-as/mmu/x86-pae/X86Pae>
          br $__inlined_func$core-as/batch/jobs/enumerateInMode$11
         end
         local.get $0
         call $core-as/batch/enumerate/enumeratePass<core-as/mmu/x86-32/X8632>
         br $__inlined_func$core-as/batch/jobs/enumerateInMode$11
        end
        local.get $0
        call $core-as/batch/enumerate/enumeratePass<core-as/mmu/aarch64/Aarch64>
        br $__inlined_func$core-as/batch/jobs/enumerateInMode$11
       end
       local.get $0
       call $core-as/batch/enumerate/enumeratePass<core-as/mmu/arm-short/ArmShort>
       br $__inlined_func$core-as/batch/jobs/enumerateInMode$11
      end
      local.get $0
      call $core-as/batch/enumerate/enumeratePass<core-as/mmu/arm-lpae/ArmLpae>
      br $__inlined_func$core-as/batch/jobs/enumerateInMode$11
     end
     local.get $0
     call $core-as/batch/enumerate/enumeratePass<core-as/mmu/riscv/RiscvSv32>
     br $__inlined_func$core-as/batch/jobs/enumerateInMode$11
    end
    local.get $0
    call $core-as/batch/enumerate/enumeratePass<core-as/mmu/riscv/RiscvSv64>
   end
   return
  end
  i32.const 3
 )
 (func $core-as/scan/lanes/markLanes (param $0 i32) (param $1 i32) (param $2 v128) (param $3 v128) (param $4 v128) (param $5 v128) (param $6 v128)
  local.get $0
  local.get $1
  local.get $3
  local.get $2
  v128.and
  i8x16.bitmask
  i64.extend_i32_s
  local.get $4
  local.get $2
  v128.and
  i8x16.bitmask
  i64.extend_i32_s
  i64.const 16
  i64.shl
  i64.or
  local.get $5
  local.get $2
  v128.and
  i8x16.bitmask
  i64.extend_i32_s
  i64.const 32
  i64.shl
  i64.or
  local.get $6
  local.get $2
  v128.and
  i8x16.bitmask
  i64.extend_i32_s
  i64.const 48
  i64.shl
  i64.or
  call $core-as/scan/marks/markBits
 )
 (func $core-as/mmu/space/spaceAt (param $0 i32) (result i32)
  local.get $0
  i32.const 256
  i32.ge_u
  if
   i32.const 0
   return
  end
  local.get $0
  i32.const 6
  i32.shl
  i32.const 15045504
  i32.add
  local.tee $0
  i32.const 0
  local.get $0
  i32.load offset=32
  select
 )
 (func $core-as/index/start (param $0 i32) (param $1 i32) (param $2 i32) (result i32)
  (local $3 i32)
  call $core-as/cache/page-cache/settle
  i32.const 0
  global.set $core-as/index/job
  global.get $core-as/cache/page-cache/failed
  if
   loop $for-loop|0
    local.get $3
    i32.const 2560
    i32.lt_u
    if
     local.get $3
     i32.const 5
     i32.shl
     i32.const 15061888
     i32.add
     i32.load offset=16
     i32.const 4
     i32.eq
     if
      local.get $3
      call $core-as/cache/page-cache/unlink
     end
     local.get $3
     i32.const 1
     i32.add
     local.set $3
     br $for-loop|0
    end
   end
  end
  local.get $2
  i32.const 16384
  i32.gt_u
  if
   i32.const 0
   return
  end
  local.get $1
  call $core-as/mmu/space/spaceAt
  global.set $core-as/index/jobSpace
  global.get $core-as/index/jobSpace
  i32.eqz
  local.get $0
  i32.const 4
  i32.ne
  i32.and
  if
   i32.const 0
   return
  end
  local.get $0
  i32.const 3
  i32.eq
  local.get $0
  i32.const 2
  i32.eq
  i32.or
  local.set $1
  global.get $core-as/index/jobSpace
  if (result i32)
   global.get $core-as/index/jobSpace
   i32.load offset=36
   i32.const 12
   i32.eq
  else
   i32.const 0
  end
  local.get $1
  i32.and
  if
   i32.const 0
   return
  end
  local.get $0
  global.set $core-as/index/job
  local.get $2
  global.set $core-as/index/jobInputs
  i32.const 1
 )
 (func $core-as/cache/forget/forgetAll
  i32.const 15143808
  i32.const 255
  i32.const 16384
  memory.fill
  i32.const 15061888
  i32.const 0
  i32.const 81920
  memory.fill
  i32.const 0
  global.set $core-as/cache/page-cache/hand
  i32.const 0
  global.set $core-as/cache/page-cache/open
  i32.const 0
  global.set $core-as/cache/page-cache/failed
  i32.const 0
  global.set $core-as/cache/page-cache/full
  i32.const 15160192
  i32.const 0
  i32.const 262144
  memory.fill
  i32.const 15422336
  i32.const 0
  i32.const 262144
  memory.fill
 )
 (func $core-as/scan/patterns/frequency (param $0 i32) (param $1 i32) (result i32)
  (local $2 i32)
  local.get $0
  local.get $1
  call $core-as/scan/patterns/byteOf
  local.set $2
  local.get $0
  local.get $1
  call $core-as/scan/patterns/maskOf
  local.tee $0
  i32.const 255
  i32.ne
  if
   i32.const 8
   i32.const 16
   local.get $0
   select
   return
  end
  local.get $2
  i32.eqz
  if
   i32.const 6
   return
  end
  local.get $2
  i32.const 204
  i32.eq
  local.get $2
  i32.const 255
  i32.eq
  i32.or
  if
   i32.const 3
   return
  end
  local.get $2
  i32.const 7
  i32.and
  i32.eqz
  local.get $2
  i32.const 8
  i32.lt_u
  i32.or
 )
 (func $core-as/mmu/modes/walkAddress (param $0 i32) (param $1 i64) (result i32)
  (local $2 i32)
  block $case12|0
   block $case11|0
    block $case10|0
     block $case9|0
      block $case8|0
       block $case7|0
        block $case2|0
         block $case1|0
          block $case0|0
           block $tablify|0
            local.get $0
            i32.load offset=36
            local.tee $2
            br_table $case2|0 $case1|0 $case0|0 $tablify|0
           end
           local.get $2
           i32.const 3
           i32.eq
           local.get $2
           i32.const 4
           i32.eq
           i32.or
           local.get $2
           i32.const 5
           i32.eq
           local.get $2
           i32.const 6
           i32.eq
           i32.or
           i32.or
           br_if $case7|0
           block $tablify|00
            local.get $2
            i32.const 7
            i32.sub
            br_table $case7|0 $case8|0 $case9|0 $case10|0 $case11|0 $tablify|00
           end
           br $case12|0
          end
          local.get $0
          local.get $1
          i32.const 16712312
          i32.const 16712320
          call $core-as/mmu/walk/walk<core-as/mmu/x86-64/X8664>
          return
         end
         local.get $0
         local.get $1
         i32.const 16712312
         i32.const 16712320
         call $core-as/mmu/walk/walk<core-as/mmu/x86-pae/X86Pae>
         return
        end
        local.get $0
        local.get $1
        i32.const 16712312
        i32.const 16712320
        call $core-as/mmu/walk/walk<core-as/mmu/x86-32/X8632>
        return
       end
       local.get $0
       local.get $1
       i32.const 16712312
       i32.const 16712320
       call $core-as/mmu/walk/walk<core-as/mmu/aarch64/Aarch64>
       return
      end
      local.get $0
      local.get $1
      i32.const 16712312
      i32.const 16712320
      call $core-as/mmu/walk/walk<core-as/mmu/arm-short/ArmShort>
      return
     end
     local.get $0
     local.get $1
     i32.const 16712312
     i32.const 16712320
     call $core-as/mmu/walk/walk<core-as/mmu/arm-lpae/ArmLpae>
     return
    end
    local.get $0
    local.get $1
    i32.const 16712312
    i32.const 16712320
    call $core-as/mmu/walk/walk<core-as/mmu/riscv/RiscvSv32>
    return
   end
   local.get $0
   local.get $1
   i32.const 16712312
   i32.const 16712320
   call $core-as/mmu/walk/walk<core-as/mmu/riscv/RiscvSv64>
   return
  end
  i32.const 16712312
  i64.const 0
  i64.store
  i32.const 16712320
  i32.const 2
  i32.store
  i32.const 2
 )
 (func $core-as/cache/page-cache/unlink (param $0 i32)
  (local $1 i32)
  (local $2 i32)
  local.get $0
  i32.const 5
  i32.shl
  i32.const 15061888
  i32.add
  local.tee $1
  i64.load
  i64.const 12
  i64.shr_u
  i64.const -7046029254386353131
  i64.mul
  i64.const 52
  i64.shr_u
  i32.wrap_i64
  i32.const 2
  i32.shl
  i32.const 15143808
  i32.add
  local.set $2
  loop $while-continue|0
   local.get $2
   i32.load
   local.get $0
   i32.ne
   if
    local.get $2
    i32.load
    i32.const 5
    i32.shl
    i32.const 15061908
    i32.add
    local.set $2
    br $while-continue|0
   end
  end
  local.get $2
  local.get $1
  i32.load offset=20
  i32.store
  local.get $1
  i32.load offset=16
  i32.const 4
  i32.eq
  if
   global.get $core-as/cache/page-cache/failed
   i32.const 1
   i32.sub
   global.set $core-as/cache/page-cache/failed
  end
  local.get $1
  i32.const 0
  i32.store offset=16
  local.get $1
  i64.const 0
  i64.store offset=8
  call $core-as/cache/page-cache/lose
 )
 (func $core-as/cache/page-cache/find (param $0 i64) (result i32)
  (local $1 i32)
  (local $2 i32)
  local.get $0
  i64.const 12
  i64.shr_u
  i64.const -7046029254386353131
  i64.mul
  i64.const 52
  i64.shr_u
  i32.wrap_i64
  i32.const 2
  i32.shl
  i32.const 15143808
  i32.add
  i32.load
  local.set $1
  loop $while-continue|0
   local.get $1
   i32.const -1
   i32.ne
   if
    local.get $0
    local.get $1
    i32.const 5
    i32.shl
    i32.const 15061888
    i32.add
    local.tee $2
    i64.load
    i64.eq
    if
     local.get $1
     return
    end
    local.get $2
    i32.load offset=20
    local.set $1
    br $while-continue|0
   end
  end
  i32.const -1
 )
 (func $core-as/batch/enumerate/climb<core-as/mmu/x86-64/X8664> (param $0 i32) (param $1 i64)
  (local $2 i32)
  (local $3 i32)
  (local $4 i64)
  (local $5 i32)
  i32.const 13947152
  i64.load
  i32.const 13947160
  i64.load
  i64.le_u
  local.set $3
  i32.const 13947168
  i32.load
  i32.const 7
  i32.and
  local.set $2
  loop $while-continue|0
   local.get $0
   local.get $2
   i32.gt_u
   if (result i32)
    i32.const 13947176
    i32.load
    if (result i32)
     i32.const 1
    else
     local.get $1
     local.get $2
     i32.const 9
     i32.mul
     i32.const 12
     i32.add
     i64.extend_i32_u
     local.tee $4
     i64.shr_u
     i32.const 13947136
     i64.load
     local.get $4
     i64.shr_u
     i64.ne
    end
   else
    i32.const 0
   end
   if
    local.get $2
    i32.const 2
    i32.shl
    i32.const 13947136
    i32.add
    i32.load offset=200
    local.set $5
    local.get $3
    if (result i32)
     local.get $5
     i32.const 13947188
     i32.load
     i32.eq
    else
     i32.const 0
    end
    if
     local.get $2
     i32.const 3
     i32.shl
     i32.const 13947136
     i32.add
     i64.load offset=104
     local.get $2
     i64.const 0
     call $core-as/batch/enumerate/note
    end
    local.get $2
    i32.const 1
    i32.add
    local.set $2
    br $while-continue|0
   end
  end
  i32.const 13947168
  local.get $2
  i32.store
 )
 (func $core-as/scan/positions/wordAt (param $0 i32) (result i64)
  (local $1 i64)
  global.get $core-as/scan/query/width
  i32.const 1
  i32.eq
  if
   local.get $0
   i64.load8_u
   return
  end
  global.get $core-as/scan/query/width
  i32.const 2
  i32.eq
  if
   global.get $core-as/scan/query/big
   if (result i64)
    local.get $0
    i32.load16_u
    local.tee $0
    i32.const 8
    i32.shl
    local.get $0
    i32.const 8
    i32.shr_u
    i32.or
    i32.const 65535
    i32.and
    i64.extend_i32_u
   else
    local.get $0
    i64.load16_u
   end
   return
  end
  global.get $core-as/scan/query/width
  i32.const 4
  i32.eq
  if
   global.get $core-as/scan/query/big
   if (result i64)
    local.get $0
    i32.load
    local.tee $0
    i32.const -16711936
    i32.and
    i32.const 8
    i32.rotl
    local.get $0
    i32.const 16711935
    i32.and
    i32.const 8
    i32.rotr
    i32.or
    i64.extend_i32_u
   else
    local.get $0
    i64.load32_u
   end
   return
  end
  global.get $core-as/scan/query/big
  if (result i64)
   local.get $0
   i64.load
   local.tee $1
   i64.const 8
   i64.shr_u
   i64.const 71777214294589695
   i64.and
   local.get $1
   i64.const 71777214294589695
   i64.and
   i64.const 8
   i64.shl
   i64.or
   local.tee $1
   i64.const 16
   i64.shr_u
   i64.const 281470681808895
   i64.and
   local.get $1
   i64.const 281470681808895
   i64.and
   i64.const 16
   i64.shl
   i64.or
   i64.const 32
   i64.rotr
  else
   local.get $0
   i64.load
  end
 )
 (func $core-as/scan/patterns/tryPattern (param $0 i32) (param $1 i32) (param $2 i32)
  (local $3 i32)
  (local $4 i32)
  (local $5 i32)
  (local $6 i32)
  local.get $0
  i32.const 20
  i32.mul
  i32.const 16712408
  i32.add
  local.tee $4
  i32.load offset=16
  local.set $5
  block $__inlined_func$core-as/scan/patterns/matches$896 (result i32)
   loop $for-loop|0
    local.get $3
    local.get $4
    i32.load
    i32.lt_u
    if
     i32.const 0
     local.get $3
     local.get $5
     i32.add
     local.tee $6
     i64.load offset=256
     local.get $1
     local.get $3
     i32.add
     i64.load
     local.get $6
     i64.load
     i64.xor
     i64.and
     i64.const 0
     i64.ne
     br_if $__inlined_func$core-as/scan/patterns/matches$896
     drop
     local.get $3
     i32.const 8
     i32.add
     local.set $3
     br $for-loop|0
    end
   end
   i32.const 1
  end
  i32.eqz
  if
   return
  end
  global.get $core-as/scan/patterns/found
  i32.const 3
  i32.shl
  i32.const 11813120
  i32.add
  local.tee $1
  local.get $2
  i32.store
  local.get $1
  local.get $0
  i32.store offset=4
  global.get $core-as/scan/patterns/found
  i32.const 1
  i32.add
  global.set $core-as/scan/patterns/found
 )
 (func $core-as/scan/patterns/maskOf (param $0 i32) (param $1 i32) (result i32)
  local.get $1
  local.get $0
  i32.load
  i32.lt_u
  if (result i32)
   local.get $0
   i32.load offset=16
   local.get $1
   i32.add
   i32.load8_u offset=256
  else
   i32.const 0
  end
 )
 (func $core-as/scan/bytes/tryLanes (param $0 i32) (param $1 i32) (param $2 v128) (param $3 v128) (param $4 i32) (param $5 i32) (result i32)
  (local $6 i64)
  local.get $0
  v128.load
  local.get $2
  i8x16.eq
  local.get $1
  v128.load
  local.get $3
  i8x16.eq
  v128.and
  i8x16.bitmask
  i64.extend_i32_s
  local.get $0
  i32.const 16
  i32.add
  v128.load
  local.get $2
  i8x16.eq
  local.get $1
  i32.const 16
  i32.add
  v128.load
  local.get $3
  i8x16.eq
  v128.and
  i8x16.bitmask
  i64.extend_i32_s
  i64.const 16
  i64.shl
  i64.or
  local.get $0
  i32.const 32
  i32.add
  v128.load
  local.get $2
  i8x16.eq
  local.get $1
  i32.const 32
  i32.add
  v128.load
  local.get $3
  i8x16.eq
  v128.and
  i8x16.bitmask
  i64.extend_i32_s
  i64.const 32
  i64.shl
  local.get $0
  i32.const 48
  i32.add
  v128.load
  local.get $2
  i8x16.eq
  local.get $1
  i32.const 48
  i32.add
  v128.load
  local.get $3
  i8x16.eq
  v128.and
  i8x16.bitmask
  i64.extend_i32_s
  i64.const 48
  i64.shl
  i64.or
  i64.or
  local.set $6
  global.get $core-as/scan/patterns/found
  i32.const -64
  i32.sub
  i32.const 4096
  i32.gt_u
  if
   local.get $6
   i64.eqz
   return
  end
  loop $while-continue|0
   local.get $6
   i64.const 0
   i64.ne
   if
    local.get $4
    local.get $6
    i64.ctz
    i32.wrap_i64
    i32.add
    local.tee $0
    local.get $5
    i32.lt_u
    if
     local.get $6
     local.get $6
     i64.const 1
     i64.sub
     i64.and
     local.set $6
     global.get $core-as/scan/bytes/pattern
     local.get $0
     i32.const 12894464
     i32.add
     local.get $0
     call $core-as/scan/patterns/tryPattern
     br $while-continue|0
    end
   end
  end
  i32.const 1
 )
 (func $core-as/mmu/modes/answerEnd (param $0 i32) (param $1 i64) (result i64)
  (local $2 i32)
  (local $3 i32)
  (local $4 i32)
  (local $5 i64)
  (local $6 i32)
  i32.const 16712320
  i32.load
  local.set $3
  block $case12|0
   block $case11|0
    block $case6|0
     block $case4|0
      local.get $0
      i32.load offset=36
      local.tee $2
      i32.const 2
      i32.eq
      local.get $2
      i32.const 1
      i32.eq
      i32.or
      local.get $2
      i32.const 9
      i32.eq
      local.get $2
      i32.const 11
      i32.eq
      i32.or
      i32.or
      i32.eqz
      if
       local.get $2
       i32.eqz
       local.get $2
       i32.const 10
       i32.eq
       i32.or
       br_if $case4|0
       local.get $2
       i32.const 3
       i32.eq
       local.get $2
       i32.const 4
       i32.eq
       i32.or
       local.get $2
       i32.const 5
       i32.eq
       local.get $2
       i32.const 6
       i32.eq
       i32.or
       i32.or
       local.get $2
       i32.const 7
       i32.eq
       i32.or
       br_if $case6|0
       local.get $2
       i32.const 8
       i32.eq
       br_if $case11|0
       br $case12|0
      end
      block $__inlined_func$core-as/mmu/walk/extentEnd<core-as/mmu/x86-64/X8664>$3 (result i64)
       local.get $3
       i32.const 255
       i32.and
       local.tee $2
       i32.const 2
       i32.eq
       if
        local.get $0
        i64.load offset=24
        br $__inlined_func$core-as/mmu/walk/extentEnd<core-as/mmu/x86-64/X8664>$3
       end
       local.get $1
       i64.const 1
       local.get $3
       i32.const 8
       i32.shr_u
       i32.const 255
       i32.and
       i32.const 9
       i32.mul
       i32.const 3
       i32.add
       local.tee $4
       i32.const 4
       i32.add
       local.get $4
       local.get $3
       i32.const 33554432
       i32.and
       select
       local.tee $3
       i32.const 9
       i32.add
       local.get $3
       local.get $2
       i32.const 255
       i32.eq
       local.get $2
       i32.const 3
       i32.eq
       i32.or
       select
       i64.extend_i32_u
       i64.shl
       i64.const 1
       i64.sub
       i64.or
       local.set $5
       local.get $1
       local.get $0
       i64.load offset=16
       i64.lt_u
       if (result i64)
        local.get $5
        local.get $0
        i64.load offset=16
        i64.const 1
        i64.sub
        local.tee $1
        local.get $1
        local.get $5
        i64.gt_u
        select
       else
        local.get $5
       end
      end
      return
     end
     block $__inlined_func$core-as/mmu/walk/extentEnd<core-as/mmu/x86-32/X8632>$4 (result i64)
      local.get $3
      i32.const 255
      i32.and
      local.tee $2
      i32.const 2
      i32.eq
      if
       local.get $0
       i64.load offset=24
       br $__inlined_func$core-as/mmu/walk/extentEnd<core-as/mmu/x86-32/X8632>$4
      end
      local.get $1
      i64.const 1
      local.get $3
      i32.const 8
      i32.shr_u
      i32.const 255
      i32.and
      i32.const 10
      i32.mul
      i32.const 2
      i32.add
      local.tee $4
      i32.const 4
      i32.add
      local.get $4
      local.get $3
      i32.const 33554432
      i32.and
      select
      local.tee $3
      i32.const 10
      i32.add
      local.get $3
      local.get $2
      i32.const 255
      i32.eq
      local.get $2
      i32.const 3
      i32.eq
      i32.or
      select
      i64.extend_i32_u
      i64.shl
      i64.const 1
      i64.sub
      i64.or
      local.tee $1
      local.get $0
      i64.load offset=16
      i64.const 1
      i64.sub
      local.tee $5
      local.get $1
      local.get $5
      i64.lt_u
      select
     end
     return
    end
    local.get $0
    local.get $1
    local.get $3
    call $core-as/mmu/walk/extentEnd<core-as/mmu/aarch64/Aarch64>
    return
   end
   block $__inlined_func$core-as/mmu/walk/extentEnd<core-as/mmu/arm-short/ArmShort>$5 (result i64)
    local.get $3
    i32.const 255
    i32.and
    local.tee $4
    i32.const 2
    i32.eq
    if
     local.get $0
     i64.load offset=24
     br $__inlined_func$core-as/mmu/walk/extentEnd<core-as/mmu/arm-short/ArmShort>$5
    end
    local.get $3
    i32.const 8
    i32.shr_u
    i32.const 255
    i32.and
    local.tee $6
    i32.const 3
    i32.shl
    i32.const 4
    i32.add
    local.tee $2
    i32.const 4
    i32.add
    local.get $2
    local.get $3
    i32.const 33554432
    i32.and
    select
    local.set $2
    local.get $1
    i64.const 1
    local.get $4
    i32.const 255
    i32.eq
    local.get $4
    i32.const 3
    i32.eq
    i32.or
    if (result i32)
     local.get $2
     i32.const 10
     i32.const 8
     i32.const 12
     local.get $6
     i32.const 1
     i32.eq
     select
     local.tee $2
     local.get $2
     i32.const 10
     i32.gt_u
     select
     i32.add
    else
     local.get $2
    end
    i64.extend_i32_u
    i64.shl
    i64.const 1
    i64.sub
    i64.or
    local.tee $1
    local.get $0
    i64.load offset=16
    i64.const 1
    i64.sub
    local.tee $5
    local.get $1
    local.get $5
    i64.lt_u
    select
   end
   return
  end
  i64.const -1
 )
 (func $core-as/mmu/aarch64/selectFormat (param $0 i32)
  local.get $0
  global.set $core-as/mmu/aarch64/selected
  local.get $0
  i32.const 6
  i32.mul
  i32.const 16712310
  i32.add
  local.tee $0
  i32.load8_u
  global.set $core-as/mmu/aarch64/granule
  local.get $0
  i32.load8_u offset=1
  global.set $core-as/mmu/aarch64/highestBlock
  i64.const 1
  local.get $0
  i64.load8_u offset=2
  i64.shl
  i64.const 1
  i64.sub
  i64.const 1
  global.get $core-as/mmu/aarch64/granule
  i64.extend_i32_u
  i64.shl
  i64.const 1
  i64.sub
  i64.const -1
  i64.xor
  i64.and
  global.set $core-as/mmu/aarch64/frameMask
  i64.const 1
  local.get $0
  i64.load8_u offset=4
  i64.shl
  i64.const 1
  i64.sub
  local.get $0
  i64.load8_u offset=3
  i64.shl
  global.set $core-as/mmu/aarch64/extraMask
  local.get $0
  i32.load8_u offset=5
  global.set $core-as/mmu/aarch64/extraShift
 )
 (func $core-as/cache/page-cache/lose
  global.get $core-as/cache/page-cache/lossEpoch
  i32.const 1
  i32.add
  global.set $core-as/cache/page-cache/lossEpoch
  global.get $core-as/cache/page-cache/lossEpoch
  i32.const 4096
  i32.lt_u
  if
   return
  end
  i32.const 1
  global.set $core-as/cache/page-cache/lossEpoch
  i32.const 15422336
  i32.const 0
  i32.const 262144
  memory.fill
 )
 (func $core-as/cache/page-cache/beginRound
  i32.const 1
  global.get $core-as/cache/page-cache/round
  i32.const 1
  i32.add
  global.get $core-as/cache/page-cache/round
  i32.const -2
  i32.eq
  select
  global.set $core-as/cache/page-cache/round
  i32.const 0
  global.set $core-as/cache/page-cache/full
 )
 (func $core-as/scan/marks/markBits (param $0 i32) (param $1 i32) (param $2 i64)
  local.get $0
  i32.const 3
  i32.shr_u
  i32.const 15750016
  i32.add
  local.tee $0
  local.get $0
  i64.load
  local.get $2
  local.get $1
  i64.extend_i32_u
  i64.shl
  i64.or
  i64.store
  local.get $1
  if
   local.get $0
   local.get $0
   i64.load offset=8
   local.get $2
   i64.const 64
   local.get $1
   i64.extend_i32_u
   i64.sub
   i64.shr_u
   i64.or
   i64.store offset=8
  end
  i32.const 1
  global.set $core-as/scan/marks/marked
 )
 (func $core-as/scan/many/tryGroups (param $0 i32) (param $1 i32)
  (local $2 i32)
  (local $3 i32)
  (local $4 i32)
  loop $while-continue|0
   local.get $0
   if
    local.get $0
    i32.ctz
    local.set $2
    loop $for-loop|1
     local.get $2
     global.get $core-as/scan/many/count
     i32.lt_u
     if
      local.get $1
      local.get $2
      i32.const 20
      i32.mul
      i32.const 16712408
      i32.add
      local.tee $4
      i32.load offset=12
      i32.sub
      local.tee $3
      global.get $core-as/scan/many/limit
      i32.ge_u
      local.get $1
      global.get $core-as/scan/many/from
      local.get $4
      i32.load offset=12
      i32.add
      i32.lt_u
      i32.or
      if (result i32)
       i32.const 1
      else
       global.get $core-as/scan/many/size
       local.get $3
       local.get $4
       i32.load
       i32.add
       i32.lt_u
      end
      i32.eqz
      if
       local.get $2
       local.get $3
       i32.const 12894464
       i32.add
       local.get $3
       call $core-as/scan/patterns/tryPattern
      end
      local.get $2
      i32.const 8
      i32.add
      local.set $2
      br $for-loop|1
     end
    end
    local.get $0
    local.get $0
    i32.const 1
    i32.sub
    i32.and
    local.set $0
    br $while-continue|0
   end
  end
 )
 (func $core-as/scan/lanes/markIntegers<i64> (param $0 i32) (param $1 i32) (param $2 i32) (param $3 i32) (param $4 i64) (param $5 i64) (param $6 i32)
  (local $7 v128)
  (local $8 v128)
  (local $9 v128)
  (local $10 v128)
  (local $11 v128)
  (local $12 v128)
  (local $13 v128)
  local.get $4
  i64.const -9223372036854775808
  i64.sub
  i64x2.splat
  local.set $7
  local.get $5
  local.get $4
  i64.sub
  i64.const -9223372036854775808
  i64.sub
  i64x2.splat
  local.set $8
  v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000
  v128.const i32x4 0xffffffff 0xffffffff 0xffffffff 0xffffffff
  local.get $6
  select
  local.set $9
  loop $for-loop|0
   local.get $1
   local.get $2
   i32.lt_u
   if
    local.get $0
    local.get $1
    i32.add
    local.tee $6
    v128.load
    local.get $7
    i64x2.sub
    local.get $8
    i64x2.gt_s
    local.get $9
    v128.xor
    local.tee $10
    local.get $6
    v128.load offset=16
    local.get $7
    i64x2.sub
    local.get $8
    i64x2.gt_s
    local.get $9
    v128.xor
    local.tee $11
    v128.or
    local.get $6
    v128.load offset=32
    local.get $7
    i64x2.sub
    local.get $8
    i64x2.gt_s
    local.get $9
    v128.xor
    local.tee $12
    local.get $6
    v128.load offset=48
    local.get $7
    i64x2.sub
    local.get $8
    i64x2.gt_s
    local.get $9
    v128.xor
    local.tee $13
    v128.or
    v128.or
    v128.any_true
    if
     local.get $1
     local.get $3
     v128.const i32x4 0x000000ff 0x00000000 0x000000ff 0x00000000
     local.get $10
     local.get $11
     local.get $12
     local.get $13
     call $core-as/scan/lanes/markLanes
    end
    local.get $1
    i32.const -64
    i32.sub
    local.set $1
    br $for-loop|0
   end
  end
 )
 (func $core-as/scan/lanes/markIntegers<i32> (param $0 i32) (param $1 i32) (param $2 i32) (param $3 i32) (param $4 i64) (param $5 i64) (param $6 i32)
  (local $7 v128)
  (local $8 v128)
  (local $9 v128)
  (local $10 v128)
  (local $11 v128)
  (local $12 v128)
  (local $13 v128)
  local.get $4
  i64.const 2147483648
  i64.add
  i32.wrap_i64
  i32x4.splat
  local.set $7
  local.get $5
  local.get $4
  i64.sub
  i64.const 2147483648
  i64.sub
  i32.wrap_i64
  i32x4.splat
  local.set $8
  v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000
  v128.const i32x4 0xffffffff 0xffffffff 0xffffffff 0xffffffff
  local.get $6
  select
  local.set $9
  loop $for-loop|0
   local.get $1
   local.get $2
   i32.lt_u
   if
    local.get $0
    local.get $1
    i32.add
    local.tee $6
    v128.load
    local.get $7
    i32x4.sub
    local.get $8
    i32x4.gt_s
    local.get $9
    v128.xor
    local.tee $10
    local.get $6
    v128.load offset=16
    local.get $7
    i32x4.sub
    local.get $8
    i32x4.gt_s
    local.get $9
    v128.xor
    local.tee $11
    v128.or
    local.get $6
    v128.load offset=32
    local.get $7
    i32x4.sub
    local.get $8
    i32x4.gt_s
    local.get $9
    v128.xor
    local.tee $12
    local.get $6
    v128.load offset=48
    local.get $7
    i32x4.sub
    local.get $8
    i32x4.gt_s
    local.get $9
    v128.xor
    local.tee $13
    v128.or
    v128.or
    v128.any_true
    if
     local.get $1
     local.get $3
     v128.const i32x4 0x000000ff 0x000000ff 0x000000ff 0x000000ff
     local.get $10
     local.get $11
     local.get $12
     local.get $13
     call $core-as/scan/lanes/markLanes
    end
    local.get $1
    i32.const -64
    i32.sub
    local.set $1
    br $for-loop|0
   end
  end
 )
 (func $core-as/mmu/walk/walk<core-as/mmu/x86-pae/X86Pae> (param $0 i32) (param $1 i64) (param $2 i32) (param $3 i32) (result i32)
  (local $4 i32)
  (local $5 i64)
  (local $6 i64)
  global.get $core-as/cache/page-cache/lossEpoch
  i64.extend_i32_u
  i64.const 52
  i64.shl
  local.get $0
  i64.load32_u offset=56
  i64.const 44
  i64.shl
  i64.or
  local.get $1
  i64.const 21
  i64.shr_u
  i64.or
  local.tee $5
  i64.const -7046029254386356224
  i64.mul
  i64.const 51
  i64.shr_u
  i32.wrap_i64
  i32.const 5
  i32.shl
  i32.const 15422336
  i32.add
  local.set $4
  global.get $core-as/mmu/walk/tracing
  if (result i32)
   i32.const 0
  else
   local.get $5
   local.get $4
   i64.load
   i64.eq
   if (result i32)
    i32.const 1
   else
    local.get $4
    local.get $5
    local.get $0
    i32.load offset=32
    call $core-as/cache/regions/seenAgain
   end
  end
  if (result i32)
   global.get $core-as/cache/validity/ageing
   if (result i32)
    i32.const 16712192
    i32.load
    global.get $core-as/cache/validity/now
    local.get $4
    i32.const 15422336
    i32.sub
    i32.const 3
    i32.shr_u
    i32.const 15828032
    i32.add
    i32.load
    i32.sub
    i32.lt_u
   else
    i32.const 0
   end
  else
   i32.const 1
  end
  i32.eqz
  if
   global.get $core-as/cache/tlb/tlbHits
   i64.const 1
   i64.add
   global.set $core-as/cache/tlb/tlbHits
   block $core-as/mmu/uniform/answerUniform|inlined.10 (result i32)
    local.get $4
    i32.load offset=16
    local.get $4
    i64.load32_u offset=24
    local.tee $6
    local.get $1
    i64.and
    i64.const 9
    i64.shr_u
    i32.wrap_i64
    i32.add
    i64.load
    local.tee $5
    i64.const 1
    i64.and
    i64.eqz
    if
     local.get $2
     local.get $5
     i64.store
     local.get $3
     i32.const 257
     i32.store
     i32.const 1
     br $core-as/mmu/uniform/answerUniform|inlined.10
    end
    local.get $2
    local.get $1
    local.get $5
    i64.xor
    local.get $6
    i64.const 2097151
    i64.xor
    i64.and
    local.get $5
    i64.xor
    i64.const 4503599627370495
    i64.and
    i64.store
    local.get $3
    local.get $4
    i32.load offset=20
    local.get $5
    i64.const 1
    i64.rotl
    i64.const 1023
    i64.and
    i32.wrap_i64
    i32.const 2
    i32.shl
    i32.load offset=15823936
    i32.and
    i32.store
    i32.const 0
   end
   return
  end
  local.get $0
  local.get $1
  local.get $2
  local.get $3
  call $core-as/mmu/walk/walkTables<core-as/mmu/x86-pae/X86Pae>
 )
 (func $core-as/mmu/walk/walk<core-as/mmu/x86-64/X8664> (param $0 i32) (param $1 i64) (param $2 i32) (param $3 i32) (result i32)
  (local $4 i32)
  (local $5 i64)
  (local $6 i64)
  global.get $core-as/cache/page-cache/lossEpoch
  i64.extend_i32_u
  i64.const 52
  i64.shl
  local.get $0
  i64.load32_u offset=56
  i64.const 44
  i64.shl
  i64.or
  local.get $1
  i64.const 21
  i64.shr_u
  i64.or
  local.tee $5
  i64.const -7046029254386356224
  i64.mul
  i64.const 51
  i64.shr_u
  i32.wrap_i64
  i32.const 5
  i32.shl
  i32.const 15422336
  i32.add
  local.set $4
  global.get $core-as/mmu/walk/tracing
  if (result i32)
   i32.const 0
  else
   local.get $5
   local.get $4
   i64.load
   i64.eq
   if (result i32)
    i32.const 1
   else
    local.get $4
    local.get $5
    local.get $0
    i32.load offset=32
    call $core-as/cache/regions/seenAgain
   end
  end
  if (result i32)
   global.get $core-as/cache/validity/ageing
   if (result i32)
    i32.const 16712192
    i32.load
    global.get $core-as/cache/validity/now
    local.get $4
    i32.const 15422336
    i32.sub
    i32.const 3
    i32.shr_u
    i32.const 15828032
    i32.add
    i32.load
    i32.sub
    i32.lt_u
   else
    i32.const 0
   end
  else
   i32.const 1
  end
  i32.eqz
  if
   global.get $core-as/cache/tlb/tlbHits
   i64.const 1
   i64.add
   global.set $core-as/cache/tlb/tlbHits
   block $core-as/mmu/uniform/answerUniform|inlined.9 (result i32)
    local.get $4
    i32.load offset=16
    local.get $4
    i64.load32_u offset=24
    local.tee $6
    local.get $1
    i64.and
    i64.const 9
    i64.shr_u
    i32.wrap_i64
    i32.add
    i64.load
    local.tee $5
    i64.const 1
    i64.and
    i64.eqz
    if
     local.get $2
     local.get $5
     i64.store
     local.get $3
     i32.const 257
     i32.store
     i32.const 1
     br $core-as/mmu/uniform/answerUniform|inlined.9
    end
    local.get $2
    local.get $1
    local.get $5
    i64.xor
    local.get $6
    i64.const 2097151
    i64.xor
    i64.and
    local.get $5
    i64.xor
    i64.const 4503599627370495
    i64.and
    i64.store
    local.get $3
    local.get $4
    i32.load offset=20
    local.get $5
    i64.const 1
    i64.rotl
    i64.const 1023
    i64.and
    i32.wrap_i64
    i32.const 2
    i32.shl
    i32.load offset=15823936
    i32.and
    i32.store
    i32.const 0
   end
   return
  end
  local.get $0
  local.get $1
  local.get $2
  local.get $3
  call $core-as/mmu/walk/walkTables<core-as/mmu/x86-64/X8664>
 )
 (func $core-as/mmu/walk/walk<core-as/mmu/x86-32/X8632> (param $0 i32) (param $1 i64) (param $2 i32) (param $3 i32) (result i32)
  (local $4 i32)
  (local $5 i32)
  (local $6 i64)
  global.get $core-as/cache/page-cache/lossEpoch
  i64.extend_i32_u
  i64.const 52
  i64.shl
  local.get $0
  i64.load32_u offset=56
  i64.const 44
  i64.shl
  i64.or
  local.get $1
  i64.const 22
  i64.shr_u
  i64.or
  local.tee $6
  i64.const -7046029254386356224
  i64.mul
  i64.const 51
  i64.shr_u
  i32.wrap_i64
  i32.const 5
  i32.shl
  i32.const 15422336
  i32.add
  local.set $4
  global.get $core-as/mmu/walk/tracing
  if (result i32)
   i32.const 0
  else
   local.get $6
   local.get $4
   i64.load
   i64.eq
   if (result i32)
    i32.const 1
   else
    local.get $4
    local.get $6
    local.get $0
    i32.load offset=32
    call $core-as/cache/regions/seenAgain
   end
  end
  if (result i32)
   global.get $core-as/cache/validity/ageing
   if (result i32)
    i32.const 16712192
    i32.load
    global.get $core-as/cache/validity/now
    local.get $4
    i32.const 15422336
    i32.sub
    i32.const 3
    i32.shr_u
    i32.const 15828032
    i32.add
    i32.load
    i32.sub
    i32.lt_u
   else
    i32.const 0
   end
  else
   i32.const 1
  end
  i32.eqz
  if
   global.get $core-as/cache/tlb/tlbHits
   i64.const 1
   i64.add
   global.set $core-as/cache/tlb/tlbHits
   local.get $4
   i32.load offset=20
   local.set $0
   block $core-as/mmu/walk/answerInRegion<core-as/mmu/x86-32/X8632>|inlined.1
    local.get $4
    i32.load offset=16
    local.tee $5
    i32.eqz
    if
     local.get $2
     local.get $4
     i64.load offset=8
     local.get $1
     i64.const 4194303
     i64.and
     i64.or
     i64.store
     local.get $3
     local.get $0
     i32.store
     br $core-as/mmu/walk/answerInRegion<core-as/mmu/x86-32/X8632>|inlined.1
    end
    local.get $5
    local.get $1
    i64.const 10
    i64.shr_u
    i64.const 4092
    i64.and
    i32.wrap_i64
    i32.add
    i64.load32_u
    local.tee $6
    i64.const 1
    i64.and
    i64.eqz
    if
     local.get $2
     local.get $6
     i64.store
     i32.const 257
     local.set $0
     local.get $3
     i32.const 257
     i32.store
     br $core-as/mmu/walk/answerInRegion<core-as/mmu/x86-32/X8632>|inlined.1
    end
    local.get $2
    local.get $6
    i64.const 4294963200
    i64.and
    local.get $1
    i64.const 4095
    i64.and
    i64.or
    i64.store
    local.get $3
    local.get $6
    i32.wrap_i64
    i32.const 358
    i32.and
    i32.const 25
    i32.or
    local.get $0
    i32.const 16
    i32.shr_u
    i32.and
    local.tee $0
    local.get $0
    i32.const -1
    i32.xor
    i32.const 4
    i32.and
    i32.const 2
    i32.shl
    i32.const -1
    i32.xor
    i32.and
    i32.const 16
    i32.shl
    i32.const 256
    i32.or
    local.tee $0
    i32.store
   end
   local.get $0
   i32.const 255
   i32.and
   return
  end
  local.get $0
  local.get $1
  local.get $2
  local.get $3
  call $core-as/mmu/walk/walkTables<core-as/mmu/x86-32/X8632>
 )
 (func $core-as/mmu/walk/walk<core-as/mmu/riscv/RiscvSv64> (param $0 i32) (param $1 i64) (param $2 i32) (param $3 i32) (result i32)
  (local $4 i64)
  (local $5 i32)
  (local $6 i32)
  (local $7 i32)
  (local $8 i64)
  global.get $core-as/cache/page-cache/lossEpoch
  i64.extend_i32_u
  i64.const 52
  i64.shl
  local.get $0
  i64.load32_u offset=56
  i64.const 44
  i64.shl
  i64.or
  local.get $1
  i64.const 21
  i64.shr_u
  i64.or
  local.tee $4
  i64.const -7046029254386356224
  i64.mul
  i64.const 51
  i64.shr_u
  i32.wrap_i64
  i32.const 5
  i32.shl
  i32.const 15422336
  i32.add
  local.set $5
  global.get $core-as/mmu/walk/tracing
  if (result i32)
   i32.const 0
  else
   local.get $4
   local.get $5
   i64.load
   i64.eq
   if (result i32)
    i32.const 1
   else
    local.get $5
    local.get $4
    local.get $0
    i32.load offset=32
    call $core-as/cache/regions/seenAgain
   end
  end
  if (result i32)
   global.get $core-as/cache/validity/ageing
   if (result i32)
    i32.const 16712192
    i32.load
    global.get $core-as/cache/validity/now
    local.get $5
    i32.const 15422336
    i32.sub
    i32.const 3
    i32.shr_u
    i32.const 15828032
    i32.add
    i32.load
    i32.sub
    i32.lt_u
   else
    i32.const 0
   end
  else
   i32.const 1
  end
  i32.eqz
  if
   global.get $core-as/cache/tlb/tlbHits
   i64.const 1
   i64.add
   global.set $core-as/cache/tlb/tlbHits
   local.get $5
   i32.load offset=20
   local.set $6
   block $core-as/mmu/walk/answerInRegion<core-as/mmu/riscv/RiscvSv64>|inlined.1 (result i32)
    local.get $5
    i32.load offset=16
    local.tee $0
    i32.eqz
    if
     local.get $2
     local.get $5
     i64.load offset=8
     local.get $1
     i64.const 2097151
     i64.and
     i64.or
     i64.store
     local.get $3
     local.get $6
     i32.store
     local.get $6
     i32.const 255
     i32.and
     br $core-as/mmu/walk/answerInRegion<core-as/mmu/riscv/RiscvSv64>|inlined.1
    end
    i32.const 0
    block $core-as/mmu/riscv/kindOf|inlined.4 (result i32)
     i32.const 0
     local.get $0
     local.get $1
     i64.const 9
     i64.shr_u
     i64.const 4088
     i64.and
     i32.wrap_i64
     i32.add
     i64.load
     local.tee $4
     i64.const 1
     i64.and
     i64.eqz
     local.get $4
     i64.const 6
     i64.and
     i64.const 4
     i64.eq
     i32.or
     br_if $core-as/mmu/riscv/kindOf|inlined.4
     drop
     i32.const 2
     local.get $4
     i64.const 14
     i64.and
     i64.const 0
     i64.ne
     br_if $core-as/mmu/riscv/kindOf|inlined.4
     drop
     i32.const 0
    end
    local.tee $5
    local.get $4
    i64.const 63
    i64.shr_u
    i32.wrap_i64
    local.tee $7
    select
    local.set $0
    local.get $5
    i32.const 2
    i32.eq
    if (result i32)
     i32.const 0
     i32.const 2
     local.get $4
     i64.const 10
     i64.shr_u
     i64.const 15
     i64.and
     i64.const 8
     i64.ne
     local.get $7
     i32.and
     select
    else
     local.get $0
    end
    i32.eqz
    if
     local.get $2
     local.get $4
     i64.store
     local.get $3
     i32.const 257
     i32.store
     i32.const 1
     br $core-as/mmu/walk/answerInRegion<core-as/mmu/riscv/RiscvSv64>|inlined.1
    end
    local.get $2
    local.get $4
    i64.const 2
    i64.shl
    i64.const 72057594037923840
    i64.and
    i64.const 65535
    i64.const 4095
    local.get $4
    i64.const 63
    i64.shr_u
    i32.wrap_i64
    local.tee $0
    select
    local.tee $8
    i64.const -1
    i64.xor
    i64.and
    local.get $1
    local.get $8
    i64.and
    i64.or
    i64.store
    local.get $3
    local.get $4
    i32.wrap_i64
    local.tee $2
    i32.const 3
    i32.shr_u
    i32.const 1
    i32.and
    local.tee $3
    local.get $2
    i32.const 4
    i32.shr_u
    i32.const 1
    i32.and
    local.tee $5
    i32.eqz
    i32.and
    local.get $6
    i32.const 16
    i32.shr_u
    i32.const 256
    i32.and
    local.get $2
    i32.const 32
    i32.and
    i32.const 3
    i32.shl
    i32.or
    local.get $2
    i32.const 2
    i32.and
    i32.const 2
    i32.shl
    i32.or
    local.get $2
    i32.const 4
    i32.and
    i32.const 1
    i32.shr_u
    i32.or
    local.get $5
    i32.const 2
    i32.shl
    i32.or
    local.get $3
    local.get $5
    i32.and
    i32.const 4
    i32.shl
    i32.or
    i32.or
    local.get $2
    i32.const 192
    i32.and
    i32.const 1
    i32.shr_u
    i32.or
    i32.const 512
    i32.const 0
    local.get $0
    select
    i32.or
    i32.const 16
    i32.shl
    i32.const 256
    i32.or
    local.tee $0
    i32.store
    local.get $0
    i32.const 255
    i32.and
   end
   return
  end
  local.get $0
  local.get $1
  local.get $2
  local.get $3
  call $core-as/mmu/walk/walkTables<core-as/mmu/riscv/RiscvSv64>
 )
 (func $core-as/mmu/walk/walk<core-as/mmu/riscv/RiscvSv32> (param $0 i32) (param $1 i64) (param $2 i32) (param $3 i32) (result i32)
  (local $4 i64)
  (local $5 i32)
  (local $6 i32)
  global.get $core-as/cache/page-cache/lossEpoch
  i64.extend_i32_u
  i64.const 52
  i64.shl
  local.get $0
  i64.load32_u offset=56
  i64.const 44
  i64.shl
  i64.or
  local.get $1
  i64.const 22
  i64.shr_u
  i64.or
  local.tee $4
  i64.const -7046029254386356224
  i64.mul
  i64.const 51
  i64.shr_u
  i32.wrap_i64
  i32.const 5
  i32.shl
  i32.const 15422336
  i32.add
  local.set $5
  global.get $core-as/mmu/walk/tracing
  if (result i32)
   i32.const 0
  else
   local.get $4
   local.get $5
   i64.load
   i64.eq
   if (result i32)
    i32.const 1
   else
    local.get $5
    local.get $4
    local.get $0
    i32.load offset=32
    call $core-as/cache/regions/seenAgain
   end
  end
  if (result i32)
   global.get $core-as/cache/validity/ageing
   if (result i32)
    i32.const 16712192
    i32.load
    global.get $core-as/cache/validity/now
    local.get $5
    i32.const 15422336
    i32.sub
    i32.const 3
    i32.shr_u
    i32.const 15828032
    i32.add
    i32.load
    i32.sub
    i32.lt_u
   else
    i32.const 0
   end
  else
   i32.const 1
  end
  i32.eqz
  if
   global.get $core-as/cache/tlb/tlbHits
   i64.const 1
   i64.add
   global.set $core-as/cache/tlb/tlbHits
   local.get $5
   i32.load offset=20
   local.set $6
   block $core-as/mmu/walk/answerInRegion<core-as/mmu/riscv/RiscvSv32>|inlined.1 (result i32)
    local.get $5
    i32.load offset=16
    local.tee $0
    i32.eqz
    if
     local.get $2
     local.get $5
     i64.load offset=8
     local.get $1
     i64.const 4194303
     i64.and
     i64.or
     i64.store
     local.get $3
     local.get $6
     i32.store
     local.get $6
     i32.const 255
     i32.and
     br $core-as/mmu/walk/answerInRegion<core-as/mmu/riscv/RiscvSv32>|inlined.1
    end
    block $core-as/mmu/riscv/kindOf|inlined.1 (result i32)
     i32.const 0
     local.get $0
     local.get $1
     i64.const 10
     i64.shr_u
     i64.const 4092
     i64.and
     i32.wrap_i64
     i32.add
     i64.load32_u
     local.tee $4
     i64.const 1
     i64.and
     i64.eqz
     local.get $4
     i64.const 6
     i64.and
     i64.const 4
     i64.eq
     i32.or
     br_if $core-as/mmu/riscv/kindOf|inlined.1
     drop
     i32.const 2
     local.get $4
     i64.const 14
     i64.and
     i64.const 0
     i64.ne
     br_if $core-as/mmu/riscv/kindOf|inlined.1
     drop
     i32.const 0
    end
    i32.eqz
    if
     local.get $2
     local.get $4
     i64.store
     local.get $3
     i32.const 257
     i32.store
     i32.const 1
     br $core-as/mmu/walk/answerInRegion<core-as/mmu/riscv/RiscvSv32>|inlined.1
    end
    local.get $2
    local.get $4
    i64.const 10
    i64.shr_u
    i64.const 12
    i64.shl
    i64.const -4096
    i64.and
    local.get $1
    i64.const 4095
    i64.and
    i64.or
    i64.store
    local.get $3
    local.get $4
    i32.wrap_i64
    local.tee $0
    i32.const 3
    i32.shr_u
    i32.const 1
    i32.and
    local.tee $2
    local.get $0
    i32.const 4
    i32.shr_u
    i32.const 1
    i32.and
    local.tee $3
    i32.eqz
    i32.and
    local.get $6
    i32.const 16
    i32.shr_u
    i32.const 256
    i32.and
    local.get $0
    i32.const 32
    i32.and
    i32.const 3
    i32.shl
    i32.or
    local.get $0
    i32.const 2
    i32.and
    i32.const 2
    i32.shl
    i32.or
    local.get $0
    i32.const 4
    i32.and
    i32.const 1
    i32.shr_u
    i32.or
    local.get $3
    i32.const 2
    i32.shl
    i32.or
    local.get $2
    local.get $3
    i32.and
    i32.const 4
    i32.shl
    i32.or
    i32.or
    local.get $0
    i32.const 192
    i32.and
    i32.const 1
    i32.shr_u
    i32.or
    i32.const 16
    i32.shl
    i32.const 256
    i32.or
    local.tee $0
    i32.store
    local.get $0
    i32.const 255
    i32.and
   end
   return
  end
  local.get $0
  local.get $1
  local.get $2
  local.get $3
  call $core-as/mmu/walk/walkTables<core-as/mmu/riscv/RiscvSv32>
 )
 (func $core-as/mmu/walk/walk<core-as/mmu/arm-short/ArmShort> (param $0 i32) (param $1 i64) (param $2 i32) (param $3 i32) (result i32)
  (local $4 i32)
  (local $5 i64)
  (local $6 i32)
  (local $7 i64)
  global.get $core-as/cache/page-cache/lossEpoch
  i64.extend_i32_u
  i64.const 52
  i64.shl
  local.get $0
  i64.load32_u offset=56
  i64.const 44
  i64.shl
  i64.or
  local.get $1
  i64.const 20
  i64.shr_u
  i64.or
  local.tee $5
  i64.const -7046029254386356224
  i64.mul
  i64.const 51
  i64.shr_u
  i32.wrap_i64
  i32.const 5
  i32.shl
  i32.const 15422336
  i32.add
  local.set $6
  global.get $core-as/mmu/walk/tracing
  if (result i32)
   i32.const 0
  else
   local.get $5
   local.get $6
   i64.load
   i64.eq
   if (result i32)
    i32.const 1
   else
    local.get $6
    local.get $5
    local.get $0
    i32.load offset=32
    call $core-as/cache/regions/seenAgain
   end
  end
  if (result i32)
   global.get $core-as/cache/validity/ageing
   if (result i32)
    i32.const 16712192
    i32.load
    global.get $core-as/cache/validity/now
    local.get $6
    i32.const 15422336
    i32.sub
    i32.const 3
    i32.shr_u
    i32.const 15828032
    i32.add
    i32.load
    i32.sub
    i32.lt_u
   else
    i32.const 0
   end
  else
   i32.const 1
  end
  i32.eqz
  if
   global.get $core-as/cache/tlb/tlbHits
   i64.const 1
   i64.add
   global.set $core-as/cache/tlb/tlbHits
   local.get $6
   i32.load offset=20
   local.set $0
   block $core-as/mmu/walk/answerInRegion<core-as/mmu/arm-short/ArmShort>|inlined.1
    local.get $6
    i32.load offset=16
    local.tee $4
    i32.eqz
    if
     local.get $2
     local.get $6
     i64.load offset=8
     local.get $1
     i64.const 1048575
     i64.and
     i64.or
     i64.store
     local.get $3
     local.get $0
     i32.store
     br $core-as/mmu/walk/answerInRegion<core-as/mmu/arm-short/ArmShort>|inlined.1
    end
    local.get $4
    local.get $1
    i64.const 10
    i64.shr_u
    i64.const 1020
    i64.and
    i32.wrap_i64
    i32.add
    i64.load32_u
    local.tee $5
    i32.wrap_i64
    i32.const 3
    i32.and
    i32.eqz
    if
     local.get $2
     local.get $5
     i64.store
     i32.const 257
     local.set $0
     local.get $3
     i32.const 257
     i32.store
     br $core-as/mmu/walk/answerInRegion<core-as/mmu/arm-short/ArmShort>|inlined.1
    end
    i64.const 65535
    i64.const 4095
    local.get $5
    i64.const 3
    i64.and
    i64.const 1
    i64.eq
    local.tee $4
    select
    local.set $7
    local.get $2
    local.get $5
    i64.const 4294901760
    i64.const 4294963200
    local.get $4
    select
    i64.and
    local.get $7
    i64.const -1
    i64.xor
    i64.and
    local.get $1
    local.get $7
    i64.and
    i64.or
    i64.store
    local.get $3
    local.get $5
    i64.const 15
    i64.const 0
    local.get $4
    select
    i64.shr_u
    i32.wrap_i64
    i32.const 1
    i32.and
    local.tee $2
    i32.eqz
    i32.const 8
    i32.const 0
    local.get $5
    i32.wrap_i64
    i32.const 4
    i32.shr_u
    i32.const 3
    i32.and
    local.tee $3
    select
    i32.const 0
    i32.const 2
    local.get $5
    i64.const 9
    i64.shr_u
    i32.wrap_i64
    i32.const 1
    i32.and
    i32.const 1
    local.get $3
    select
    select
    i32.or
    local.get $3
    i32.const 1
    i32.shr_u
    i32.const 2
    i32.shl
    i32.or
    local.get $2
    i32.eqz
    i32.const 4
    i32.shl
    i32.or
    i32.or
    local.get $5
    i64.const 11
    i64.shr_u
    i32.wrap_i64
    i32.const 1
    i32.and
    i32.eqz
    i32.const 8
    i32.shl
    i32.or
    local.get $0
    i32.const 16
    i32.shr_u
    i32.and
    i32.const 512
    i32.const 0
    local.get $4
    select
    i32.or
    local.tee $0
    local.get $0
    i32.const -1
    i32.xor
    i32.const 4
    i32.and
    i32.const 2
    i32.shl
    i32.const -1
    i32.xor
    i32.and
    i32.const 16
    i32.shl
    i32.const 256
    i32.or
    local.tee $0
    i32.store
   end
   local.get $0
   i32.const 255
   i32.and
   return
  end
  local.get $0
  local.get $1
  local.get $2
  local.get $3
  call $core-as/mmu/walk/walkTables<core-as/mmu/arm-short/ArmShort>
 )
 (func $core-as/mmu/walk/walk<core-as/mmu/arm-lpae/ArmLpae> (param $0 i32) (param $1 i64) (param $2 i32) (param $3 i32) (result i32)
  (local $4 i32)
  (local $5 i64)
  (local $6 i32)
  global.get $core-as/cache/page-cache/lossEpoch
  i64.extend_i32_u
  i64.const 52
  i64.shl
  local.get $0
  i64.load32_u offset=56
  i64.const 44
  i64.shl
  i64.or
  local.get $1
  i64.const 21
  i64.shr_u
  i64.or
  local.tee $5
  i64.const -7046029254386356224
  i64.mul
  i64.const 51
  i64.shr_u
  i32.wrap_i64
  i32.const 5
  i32.shl
  i32.const 15422336
  i32.add
  local.set $4
  global.get $core-as/mmu/walk/tracing
  if (result i32)
   i32.const 0
  else
   local.get $5
   local.get $4
   i64.load
   i64.eq
   if (result i32)
    i32.const 1
   else
    local.get $4
    local.get $5
    local.get $0
    i32.load offset=32
    call $core-as/cache/regions/seenAgain
   end
  end
  if (result i32)
   global.get $core-as/cache/validity/ageing
   if (result i32)
    i32.const 16712192
    i32.load
    global.get $core-as/cache/validity/now
    local.get $4
    i32.const 15422336
    i32.sub
    i32.const 3
    i32.shr_u
    i32.const 15828032
    i32.add
    i32.load
    i32.sub
    i32.lt_u
   else
    i32.const 0
   end
  else
   i32.const 1
  end
  i32.eqz
  if
   global.get $core-as/cache/tlb/tlbHits
   i64.const 1
   i64.add
   global.set $core-as/cache/tlb/tlbHits
   local.get $4
   i32.load offset=20
   local.set $0
   block $core-as/mmu/walk/answerInRegion<core-as/mmu/arm-lpae/ArmLpae>|inlined.1 (result i32)
    local.get $4
    i32.load offset=16
    local.tee $6
    i32.eqz
    if
     local.get $2
     local.get $4
     i64.load offset=8
     local.get $1
     i64.const 2097151
     i64.and
     i64.or
     i64.store
     local.get $3
     local.get $0
     i32.store
     local.get $0
     i32.const 255
     i32.and
     br $core-as/mmu/walk/answerInRegion<core-as/mmu/arm-lpae/ArmLpae>|inlined.1
    end
    block $core-as/mmu/aarch64/kindOf|inlined.4 (result i32)
     i32.const 0
     local.get $6
     local.get $1
     i64.const 9
     i64.shr_u
     i64.const 4088
     i64.and
     i32.wrap_i64
     i32.add
     i64.load
     local.tee $5
     i64.const 1
     i64.and
     i64.eqz
     br_if $core-as/mmu/aarch64/kindOf|inlined.4
     drop
     i32.const 2
     local.get $5
     i64.const 2
     i64.and
     i64.const 0
     i64.ne
     br_if $core-as/mmu/aarch64/kindOf|inlined.4
     drop
     i32.const 0
    end
    i32.eqz
    if
     local.get $2
     local.get $5
     i64.store
     local.get $3
     i32.const 257
     i32.store
     i32.const 1
     br $core-as/mmu/walk/answerInRegion<core-as/mmu/arm-lpae/ArmLpae>|inlined.1
    end
    local.get $2
    local.get $5
    i64.const 1099511623680
    i64.and
    local.get $1
    i64.const 4095
    i64.and
    i64.or
    i64.store
    local.get $3
    local.get $5
    i64.const 54
    i64.shr_u
    i32.wrap_i64
    i32.const 1
    i32.and
    i32.eqz
    local.tee $2
    local.get $5
    i64.const 53
    i64.shr_u
    i32.wrap_i64
    i32.const 1
    i32.and
    i32.eqz
    i32.and
    i32.const 8
    i32.or
    local.get $5
    i64.const 7
    i64.shr_u
    i32.wrap_i64
    i32.const 1
    i32.and
    i32.eqz
    i32.const 1
    i32.shl
    i32.or
    local.get $5
    i64.const 6
    i64.shr_u
    i32.wrap_i64
    i32.const 1
    i32.and
    i32.const 2
    i32.shl
    i32.or
    local.get $2
    i32.const 4
    i32.shl
    i32.or
    local.get $5
    i64.const 10
    i64.shr_u
    i32.wrap_i64
    i32.const 1
    i32.and
    i32.const 5
    i32.shl
    i32.or
    local.get $5
    i64.const 52
    i64.shr_u
    i32.wrap_i64
    i32.const 1
    i32.and
    i32.const 7
    i32.shl
    i32.or
    local.get $5
    i64.const 11
    i64.shr_u
    i32.wrap_i64
    i32.const 1
    i32.and
    i32.eqz
    i32.const 8
    i32.shl
    i32.or
    local.get $0
    i32.const 16
    i32.shr_u
    i32.and
    local.tee $0
    local.get $0
    i32.const -1
    i32.xor
    i32.const 4
    i32.and
    i32.const 2
    i32.shl
    i32.const -1
    i32.xor
    i32.and
    i32.const 16
    i32.shl
    i32.const 256
    i32.or
    local.tee $0
    i32.store
    local.get $0
    i32.const 255
    i32.and
   end
   return
  end
  local.get $0
  local.get $1
  local.get $2
  local.get $3
  call $core-as/mmu/walk/walkTables<core-as/mmu/arm-lpae/ArmLpae>
 )
 (func $core-as/mmu/walk/walk<core-as/mmu/aarch64/Aarch64> (param $0 i32) (param $1 i64) (param $2 i32) (param $3 i32) (result i32)
  (local $4 i32)
  (local $5 i64)
  (local $6 i32)
  (local $7 i64)
  global.get $core-as/mmu/aarch64/selected
  local.get $0
  i32.load offset=36
  i32.ne
  if
   local.get $0
   i32.load offset=36
   call $core-as/mmu/aarch64/selectFormat
  end
  global.get $core-as/cache/page-cache/lossEpoch
  i64.extend_i32_u
  i64.const 52
  i64.shl
  local.get $0
  i64.load32_u offset=56
  i64.const 44
  i64.shl
  i64.or
  local.get $1
  global.get $core-as/mmu/aarch64/granule
  i32.const 9
  i32.add
  i64.extend_i32_u
  i64.shr_u
  i64.or
  local.tee $5
  i64.const -7046029254386356224
  i64.mul
  i64.const 51
  i64.shr_u
  i32.wrap_i64
  i32.const 5
  i32.shl
  i32.const 15422336
  i32.add
  local.set $4
  global.get $core-as/mmu/walk/tracing
  if (result i32)
   i32.const 0
  else
   local.get $5
   local.get $4
   i64.load
   i64.eq
   if (result i32)
    i32.const 1
   else
    local.get $4
    local.get $5
    local.get $0
    i32.load offset=32
    call $core-as/cache/regions/seenAgain
   end
  end
  if (result i32)
   global.get $core-as/cache/validity/ageing
   if (result i32)
    i32.const 16712192
    i32.load
    global.get $core-as/cache/validity/now
    local.get $4
    i32.const 15422336
    i32.sub
    i32.const 3
    i32.shr_u
    i32.const 15828032
    i32.add
    i32.load
    i32.sub
    i32.lt_u
   else
    i32.const 0
   end
  else
   i32.const 1
  end
  i32.eqz
  if
   global.get $core-as/cache/tlb/tlbHits
   i64.const 1
   i64.add
   global.set $core-as/cache/tlb/tlbHits
   local.get $4
   i32.load offset=20
   local.set $0
   block $core-as/mmu/walk/answerInRegion<core-as/mmu/aarch64/Aarch64>|inlined.1 (result i32)
    local.get $4
    i32.load offset=16
    local.tee $6
    i32.eqz
    if
     local.get $2
     local.get $4
     i64.load offset=8
     local.get $1
     i64.const 1
     global.get $core-as/mmu/aarch64/granule
     i32.const 9
     i32.add
     i64.extend_i32_u
     i64.shl
     i64.const 1
     i64.sub
     i64.and
     i64.or
     i64.store
     local.get $3
     local.get $0
     i32.store
     local.get $0
     i32.const 255
     i32.and
     br $core-as/mmu/walk/answerInRegion<core-as/mmu/aarch64/Aarch64>|inlined.1
    end
    block $core-as/mmu/aarch64/kindOf|inlined.1 (result i32)
     i32.const 0
     local.get $6
     i64.const 1
     global.get $core-as/mmu/aarch64/granule
     i32.const 9
     i32.add
     i64.extend_i32_u
     i64.shl
     i64.const 1
     i64.sub
     global.get $core-as/mmu/aarch64/granule
     local.tee $4
     i64.extend_i32_u
     i64.shr_u
     i64.const 3
     i64.shl
     local.get $1
     local.get $4
     i32.const 3
     i32.sub
     i64.extend_i32_u
     i64.shr_u
     i64.and
     i32.wrap_i64
     i32.add
     i64.load
     local.tee $5
     i64.const 1
     i64.and
     i64.eqz
     br_if $core-as/mmu/aarch64/kindOf|inlined.1
     drop
     i32.const 2
     local.get $5
     i64.const 2
     i64.and
     i64.const 0
     i64.ne
     br_if $core-as/mmu/aarch64/kindOf|inlined.1
     drop
     i32.const 0
    end
    i32.eqz
    if
     local.get $2
     local.get $5
     i64.store
     local.get $3
     i32.const 257
     i32.store
     i32.const 1
     br $core-as/mmu/walk/answerInRegion<core-as/mmu/aarch64/Aarch64>|inlined.1
    end
    local.get $2
    local.get $5
    global.get $core-as/mmu/aarch64/frameMask
    i64.and
    local.get $5
    global.get $core-as/mmu/aarch64/extraMask
    i64.and
    global.get $core-as/mmu/aarch64/extraShift
    i64.extend_i32_u
    i64.shl
    i64.or
    i64.const 1
    local.get $4
    i64.extend_i32_u
    i64.shl
    i64.const 1
    i64.sub
    local.tee $7
    i64.const -1
    i64.xor
    i64.and
    local.get $1
    local.get $7
    i64.and
    i64.or
    i64.store
    local.get $3
    local.get $5
    i64.const 53
    i64.shr_u
    i32.wrap_i64
    i32.const 1
    i32.and
    i32.eqz
    i32.const 8
    i32.or
    local.get $5
    i64.const 7
    i64.shr_u
    i32.wrap_i64
    i32.const 1
    i32.and
    local.tee $2
    i32.eqz
    local.get $5
    i64.const 51
    i64.shr_u
    i32.wrap_i64
    i32.const 1
    i32.and
    i32.or
    i32.const 1
    i32.shl
    i32.or
    local.get $5
    i64.const 6
    i64.shr_u
    i32.wrap_i64
    i32.const 1
    i32.and
    i32.const 2
    i32.shl
    i32.or
    local.get $5
    i64.const 54
    i64.shr_u
    i32.wrap_i64
    i32.const 1
    i32.and
    i32.eqz
    i32.const 4
    i32.shl
    i32.or
    local.get $5
    i64.const 10
    i64.shr_u
    i32.wrap_i64
    i32.const 1
    i32.and
    i32.const 5
    i32.shl
    i32.or
    local.get $2
    i32.eqz
    i32.const 6
    i32.shl
    i32.or
    local.get $5
    i64.const 52
    i64.shr_u
    i32.wrap_i64
    i32.const 1
    i32.and
    i32.const 7
    i32.shl
    i32.or
    local.get $5
    i64.const 11
    i64.shr_u
    i32.wrap_i64
    i32.const 1
    i32.and
    i32.eqz
    i32.const 8
    i32.shl
    i32.or
    local.get $0
    i32.const 16
    i32.shr_u
    i32.and
    i32.const 16
    i32.shl
    i32.const 256
    i32.or
    local.tee $0
    i32.store
    local.get $0
    i32.const 255
    i32.and
   end
   return
  end
  local.get $0
  local.get $1
  local.get $2
  local.get $3
  call $core-as/mmu/walk/walkTables<core-as/mmu/aarch64/Aarch64>
 )
 (func $core-as/mmu/space/restartTags
  (local $0 i32)
  (local $1 i32)
  i32.const 0
  global.set $core-as/mmu/space/tags
  loop $for-loop|0
   local.get $0
   i32.const 256
   i32.lt_u
   if
    local.get $0
    i32.const 6
    i32.shl
    i32.const 15045504
    i32.add
    local.tee $1
    i32.load offset=32
    if
     global.get $core-as/mmu/space/tags
     i32.const 1
     i32.add
     global.set $core-as/mmu/space/tags
     local.get $1
     global.get $core-as/mmu/space/tags
     i32.store offset=32
    end
    local.get $0
    i32.const 1
    i32.add
    local.set $0
    br $for-loop|0
   end
  end
 )
 (func $core-as/mmu/space/renewTag (param $0 i32)
  global.get $core-as/mmu/space/tags
  i32.const 1
  i32.add
  global.set $core-as/mmu/space/tags
  local.get $0
  global.get $core-as/mmu/space/tags
  i32.store offset=32
  call $core-as/cache/page-cache/lose
 )
 (func $core-as/index/startListing (param $0 i32) (param $1 i64) (param $2 i64) (result i32)
  i32.const 3
  local.get $0
  i32.const 0
  call $core-as/index/start
  i32.eqz
  if
   i32.const 0
   return
  end
  global.get $core-as/index/jobSpace
  local.set $0
  local.get $1
  local.get $2
  i64.gt_u
  if (result i32)
   i32.const 1
  else
   local.get $2
   local.get $0
   i64.load offset=16
   i64.lt_u
  end
  if (result i32)
   i32.const 1
  else
   local.get $1
   local.get $0
   i64.load offset=24
   i64.gt_u
  end
  if
   i32.const 1
   return
  end
  i32.const 0
  global.set $core-as/index/job
  i32.const 0
 )
 (func $core-as/index/physical (param $0 i32) (param $1 i64) (result i64)
  local.get $0
  call $core-as/mmu/space/spaceAt
  local.tee $0
  if (result i64)
   local.get $0
   local.get $1
   call $core-as/batch/single/physicalAddress
  else
   i64.const -1
  end
 )
 (func $core-as/cache/page-cache/take (param $0 i64) (result i32)
  (local $1 i32)
  (local $2 i32)
  (local $3 i32)
  global.get $core-as/cache/page-cache/full
  if
   i32.const -1
   return
  end
  loop $for-loop|0
   local.get $1
   i32.const 2560
   i32.lt_u
   if
    global.get $core-as/cache/page-cache/hand
    local.set $2
    global.get $core-as/cache/page-cache/hand
    i32.const 1
    i32.add
    i32.const 0
    global.get $core-as/cache/page-cache/hand
    i32.const 2559
    i32.ne
    select
    global.set $core-as/cache/page-cache/hand
    block $for-continue|0
     local.get $2
     i32.const 5
     i32.shl
     i32.const 15061888
     i32.add
     local.tee $3
     i32.load offset=16
     i32.const 1
     i32.eq
     br_if $for-continue|0
     local.get $3
     i32.load offset=16
     if
      global.get $core-as/cache/page-cache/round
      local.get $3
      i32.load offset=28
      i32.eq
      br_if $for-continue|0
      global.get $core-as/cache/page-cache/evictions
      i64.const 1
      i64.add
      global.set $core-as/cache/page-cache/evictions
      local.get $2
      call $core-as/cache/page-cache/unlink
     end
     local.get $3
     local.get $0
     i64.store
     local.get $3
     local.get $0
     i64.const 12
     i64.shr_u
     i64.const -7046029254386353131
     i64.mul
     i64.const 52
     i64.shr_u
     i32.wrap_i64
     i32.const 2
     i32.shl
     i32.const 15143808
     i32.add
     local.tee $1
     i32.load
     i32.store offset=20
     local.get $1
     local.get $2
     i32.store
     local.get $2
     return
    end
    local.get $1
    i32.const 1
    i32.add
    local.set $1
    br $for-loop|0
   end
  end
  i32.const 1
  global.set $core-as/cache/page-cache/full
  i32.const -1
 )
 (func $core-as/cache/page-cache/peekPage (param $0 i64) (param $1 i32) (result i32)
  (local $2 i32)
  (local $3 i32)
  local.get $0
  i64.const -4096
  i64.and
  call $core-as/cache/page-cache/find
  local.tee $2
  i32.const -1
  i32.eq
  if
   i32.const 0
   return
  end
  local.get $2
  i32.const 5
  i32.shl
  i32.const 15061888
  i32.add
  local.tee $3
  i32.load offset=16
  i32.const 1
  i32.eq
  if (result i32)
   i32.const 1
  else
   global.get $core-as/cache/validity/ageing
   if (result i32)
    local.get $1
    i32.const 2
    i32.shl
    i32.const 16712192
    i32.add
    i32.load
    global.get $core-as/cache/validity/now
    local.get $3
    i32.load offset=24
    i32.sub
    i32.lt_u
   else
    i32.const 0
   end
  end
  if
   i32.const 0
   return
  end
  i32.const 1
  local.get $2
  i32.const 12
  i32.shl
  i32.const 1318912
  i32.add
  local.get $3
  i32.load offset=16
  i32.const 2
  i32.ne
  select
 )
 (func $core-as/cache/page-cache/markPages (param $0 i64) (param $1 i64)
  (local $2 i32)
  (local $3 i64)
  (local $4 i32)
  local.get $1
  i64.eqz
  if
   return
  end
  i64.const -1
  local.get $0
  local.get $1
  i64.const 1
  i64.sub
  i64.add
  local.tee $1
  local.get $0
  local.get $1
  i64.gt_u
  select
  local.tee $3
  local.get $0
  i64.const -4096
  i64.and
  local.tee $1
  i64.sub
  i64.const 12
  i64.shr_u
  i64.const 64
  i64.lt_u
  if
   local.get $1
   local.set $0
   loop $for-loop|0
    local.get $0
    local.get $3
    i64.le_u
    local.get $0
    local.get $1
    i64.ge_u
    i32.and
    if
     local.get $0
     call $core-as/cache/page-cache/find
     local.tee $2
     i32.const -1
     i32.ne
     if
      local.get $2
      i32.const 5
      i32.shl
      i32.const 15061888
      i32.add
      i32.const -1
      i32.store offset=28
     end
     local.get $0
     i64.const 4096
     i64.add
     local.set $0
     br $for-loop|0
    end
   end
   return
  end
  loop $for-loop|1
   local.get $2
   i32.const 2560
   i32.lt_u
   if
    local.get $1
    local.get $2
    i32.const 5
    i32.shl
    i32.const 15061888
    i32.add
    local.tee $4
    i64.load
    i64.le_u
    if (result i32)
     local.get $3
     local.get $4
     i64.load
     i64.ge_u
    else
     i32.const 0
    end
    if
     local.get $4
     i32.const -1
     i32.store offset=28
    end
    local.get $2
    i32.const 1
    i32.add
    local.set $2
    br $for-loop|1
   end
  end
 )
 (func $core-as/cache/page-cache/forgetMarked
  (local $0 i32)
  (local $1 i32)
  loop $for-loop|0
   local.get $0
   i32.const 2560
   i32.lt_u
   if
    local.get $0
    i32.const 5
    i32.shl
    i32.const 15061888
    i32.add
    local.tee $1
    i32.load offset=16
    if (result i32)
     local.get $1
     i32.load offset=28
     i32.const -1
     i32.eq
    else
     i32.const 0
    end
    if
     local.get $0
     call $core-as/cache/page-cache/unlink
    end
    local.get $0
    i32.const 1
    i32.add
    local.set $0
    br $for-loop|0
   end
  end
 )
 (func $core-as/batch/translate/stretch<core-as/mmu/x86-pae/X86Pae> (param $0 i32) (param $1 i32) (param $2 i32)
  (local $3 i32)
  (local $4 i32)
  (local $5 i32)
  (local $6 i32)
  (local $7 i32)
  (local $8 i64)
  (local $9 i64)
  global.get $core-as/cache/validity/ageing
  local.set $7
  local.get $1
  local.set $3
  loop $for-loop|0
   local.get $7
   i32.eqz
   if
    local.get $3
    local.get $2
    global.get $core-as/cache/page-cache/lossEpoch
    i64.extend_i32_u
    i64.const 52
    i64.shl
    local.get $0
    i64.load32_u offset=56
    i64.const 44
    i64.shl
    i64.or
    call $core-as/batch/region-pass/regionPass
    local.set $3
   end
   local.get $2
   local.get $3
   i32.gt_u
   if
    local.get $3
    local.set $4
    block $__inlined_func$core-as/batch/translate/one<core-as/mmu/x86-pae/X86Pae>$193
     local.get $3
     i32.const 3
     i32.shl
     local.tee $5
     i64.load offset=4096
     local.tee $8
     i64.const 21
     i64.shr_u
     local.tee $9
     global.get $core-as/batch/translate/waitPlace
     i64.ne
     if
      local.get $0
      local.get $8
      local.get $5
      i32.const 399360
      i32.add
      local.get $3
      i32.const 2
      i32.shl
      i32.const 534528
      i32.add
      call $core-as/mmu/walk/walk<core-as/mmu/x86-pae/X86Pae>
      local.tee $5
      i32.const 255
      i32.ne
      br_if $__inlined_func$core-as/batch/translate/one<core-as/mmu/x86-pae/X86Pae>$193
     end
     local.get $9
     global.set $core-as/batch/translate/waitPlace
     global.get $core-as/batch/translate/still
     i32.const 2
     i32.shl
     local.get $3
     i32.store offset=15684480
     global.get $core-as/batch/translate/still
     i32.const 1
     i32.add
     global.set $core-as/batch/translate/still
     i32.const 255
     local.set $5
    end
    local.get $5
    i32.const 255
    i32.eq
    if
     loop $while-continue|1
      local.get $3
      i32.const 1
      i32.add
      local.tee $5
      local.get $2
      i32.lt_u
      if (result i32)
       global.get $core-as/batch/translate/waitPlace
       local.get $5
       i32.const 3
       i32.shl
       i64.load offset=4096
       i64.const 21
       i64.shr_u
       i64.eq
      else
       i32.const 0
      end
      if
       local.get $3
       i32.const 1
       i32.add
       local.set $3
       br $while-continue|1
      end
     end
     local.get $3
     local.get $4
     i32.gt_u
     if
      global.get $core-as/batch/translate/still
      i32.const 2
      i32.shl
      local.get $3
      i32.const 1
      i32.add
      i32.const -2147483648
      i32.or
      i32.store offset=15684480
      global.get $core-as/batch/translate/still
      i32.const 1
      i32.add
      global.set $core-as/batch/translate/still
     end
    end
    local.get $6
    local.get $3
    i32.const 1
    i32.add
    local.tee $3
    local.get $4
    i32.sub
    i32.add
    local.set $6
    br $for-loop|0
   end
  end
  global.get $core-as/cache/tlb/tlbHits
  local.get $2
  local.get $1
  i32.sub
  local.get $6
  i32.sub
  i64.extend_i32_u
  i64.add
  global.set $core-as/cache/tlb/tlbHits
 )
 (func $core-as/batch/translate/stretch<core-as/mmu/x86-64/X8664> (param $0 i32) (param $1 i32) (param $2 i32)
  (local $3 i32)
  (local $4 i32)
  (local $5 i32)
  (local $6 i32)
  (local $7 i32)
  (local $8 i64)
  (local $9 i64)
  global.get $core-as/cache/validity/ageing
  local.set $7
  local.get $1
  local.set $3
  loop $for-loop|0
   local.get $7
   i32.eqz
   if
    local.get $3
    local.get $2
    global.get $core-as/cache/page-cache/lossEpoch
    i64.extend_i32_u
    i64.const 52
    i64.shl
    local.get $0
    i64.load32_u offset=56
    i64.const 44
    i64.shl
    i64.or
    call $core-as/batch/region-pass/regionPass
    local.set $3
   end
   local.get $2
   local.get $3
   i32.gt_u
   if
    local.get $3
    local.set $4
    block $__inlined_func$core-as/batch/translate/one<core-as/mmu/x86-64/X8664>$153
     local.get $3
     i32.const 3
     i32.shl
     local.tee $5
     i64.load offset=4096
     local.tee $8
     i64.const 21
     i64.shr_u
     local.tee $9
     global.get $core-as/batch/translate/waitPlace
     i64.ne
     if
      local.get $0
      local.get $8
      local.get $5
      i32.const 399360
      i32.add
      local.get $3
      i32.const 2
      i32.shl
      i32.const 534528
      i32.add
      call $core-as/mmu/walk/walk<core-as/mmu/x86-64/X8664>
      local.tee $5
      i32.const 255
      i32.ne
      br_if $__inlined_func$core-as/batch/translate/one<core-as/mmu/x86-64/X8664>$153
     end
     local.get $9
     global.set $core-as/batch/translate/waitPlace
     global.get $core-as/batch/translate/still
     i32.const 2
     i32.shl
     local.get $3
     i32.store offset=15684480
     global.get $core-as/batch/translate/still
     i32.const 1
     i32.add
     global.set $core-as/batch/translate/still
     i32.const 255
     local.set $5
    end
    local.get $5
    i32.const 255
    i32.eq
    if
     loop $while-continue|1
      local.get $3
      i32.const 1
      i32.add
      local.tee $5
      local.get $2
      i32.lt_u
      if (result i32)
       global.get $core-as/batch/translate/waitPlace
       local.get $5
       i32.const 3
       i32.shl
       i64.load offset=4096
       i64.const 21
       i64.shr_u
       i64.eq
      else
       i32.const 0
      end
      if
       local.get $3
       i32.const 1
       i32.add
       local.set $3
       br $while-continue|1
      end
     end
     local.get $3
     local.get $4
     i32.gt_u
     if
      global.get $core-as/batch/translate/still
      i32.const 2
      i32.shl
      local.get $3
      i32.const 1
      i32.add
      i32.const -2147483648
      i32.or
      i32.store offset=15684480
      global.get $core-as/batch/translate/still
      i32.const 1
      i32.add
      global.set $core-as/batch/translate/still
     end
    end
    local.get $6
    local.get $3
    i32.const 1
    i32.add
    local.tee $3
    local.get $4
    i32.sub
    i32.add
    local.set $6
    br $for-loop|0
   end
  end
  global.get $core-as/cache/tlb/tlbHits
  local.get $2
  local.get $1
  i32.sub
  local.get $6
  i32.sub
  i64.extend_i32_u
  i64.add
  global.set $core-as/cache/tlb/tlbHits
 )
 (func $core-as/batch/translate/stretch<core-as/mmu/x86-32/X8632> (param $0 i32) (param $1 i32) (param $2 i32)
  (local $3 i32)
  (local $4 i32)
  (local $5 i32)
  (local $6 i32)
  (local $7 i32)
  (local $8 i64)
  (local $9 i64)
  global.get $core-as/cache/validity/ageing
  local.set $7
  local.get $1
  local.set $3
  loop $for-loop|0
   local.get $7
   i32.eqz
   if
    local.get $3
    local.get $2
    global.get $core-as/cache/page-cache/lossEpoch
    i64.extend_i32_u
    i64.const 52
    i64.shl
    local.get $0
    i64.load32_u offset=56
    i64.const 44
    i64.shl
    i64.or
    call $core-as/batch/translate/answered<core-as/mmu/x86-32/X8632>
    local.set $3
   end
   local.get $2
   local.get $3
   i32.gt_u
   if
    local.get $3
    local.set $4
    block $__inlined_func$core-as/batch/translate/one<core-as/mmu/x86-32/X8632>$235
     local.get $3
     i32.const 3
     i32.shl
     local.tee $5
     i64.load offset=4096
     local.tee $8
     i64.const 22
     i64.shr_u
     local.tee $9
     global.get $core-as/batch/translate/waitPlace
     i64.ne
     if
      local.get $0
      local.get $8
      local.get $5
      i32.const 399360
      i32.add
      local.get $3
      i32.const 2
      i32.shl
      i32.const 534528
      i32.add
      call $core-as/mmu/walk/walk<core-as/mmu/x86-32/X8632>
      local.tee $5
      i32.const 255
      i32.ne
      br_if $__inlined_func$core-as/batch/translate/one<core-as/mmu/x86-32/X8632>$235
     end
     local.get $9
     global.set $core-as/batch/translate/waitPlace
     global.get $core-as/batch/translate/still
     i32.const 2
     i32.shl
     local.get $3
     i32.store offset=15684480
     global.get $core-as/batch/translate/still
     i32.const 1
     i32.add
     global.set $core-as/batch/translate/still
     i32.const 255
     local.set $5
    end
    local.get $5
    i32.const 255
    i32.eq
    if
     loop $while-continue|1
      local.get $3
      i32.const 1
      i32.add
      local.tee $5
      local.get $2
      i32.lt_u
      if (result i32)
       global.get $core-as/batch/translate/waitPlace
       local.get $5
       i32.const 3
       i32.shl
       i64.load offset=4096
       i64.const 22
       i64.shr_u
       i64.eq
      else
       i32.const 0
      end
      if
       local.get $3
       i32.const 1
       i32.add
       local.set $3
       br $while-continue|1
      end
     end
     local.get $3
     local.get $4
     i32.gt_u
     if
      global.get $core-as/batch/translate/still
      i32.const 2
      i32.shl
      local.get $3
      i32.const 1
      i32.add
      i32.const -2147483648
      i32.or
      i32.store offset=15684480
      global.get $core-as/batch/translate/still
      i32.const 1
      i32.add
      global.set $core-as/batch/translate/still
     end
    end
    local.get $6
    local.get $3
    i32.const 1
    i32.add
    local.tee $3
    local.get $4
    i32.sub
    i32.add
    local.set $6
    br $for-loop|0
   end
  end
  global.get $core-as/cache/tlb/tlbHits
  local.get $2
  local.get $1
  i32.sub
  local.get $6
  i32.sub
  i64.extend_i32_u
  i64.add
  global.set $core-as/cache/tlb/tlbHits
 )
 (func $core-as/batch/translate/stretch<core-as/mmu/riscv/RiscvSv64> (param $0 i32) (param $1 i32) (param $2 i32)
  (local $3 i32)
  (local $4 i32)
  (local $5 i32)
  (local $6 i32)
  (local $7 i32)
  (local $8 i64)
  (local $9 i64)
  global.get $core-as/cache/validity/ageing
  local.set $7
  local.get $1
  local.set $3
  loop $for-loop|0
   local.get $7
   i32.eqz
   if
    local.get $3
    local.get $2
    global.get $core-as/cache/page-cache/lossEpoch
    i64.extend_i32_u
    i64.const 52
    i64.shl
    local.get $0
    i64.load32_u offset=56
    i64.const 44
    i64.shl
    i64.or
    call $core-as/batch/translate/answered<core-as/mmu/riscv/RiscvSv64>
    local.set $3
   end
   local.get $2
   local.get $3
   i32.gt_u
   if
    local.get $3
    local.set $4
    block $__inlined_func$core-as/batch/translate/one<core-as/mmu/riscv/RiscvSv64>$457
     local.get $3
     i32.const 3
     i32.shl
     local.tee $5
     i64.load offset=4096
     local.tee $8
     i64.const 21
     i64.shr_u
     local.tee $9
     global.get $core-as/batch/translate/waitPlace
     i64.ne
     if
      local.get $0
      local.get $8
      local.get $5
      i32.const 399360
      i32.add
      local.get $3
      i32.const 2
      i32.shl
      i32.const 534528
      i32.add
      call $core-as/mmu/walk/walk<core-as/mmu/riscv/RiscvSv64>
      local.tee $5
      i32.const 255
      i32.ne
      br_if $__inlined_func$core-as/batch/translate/one<core-as/mmu/riscv/RiscvSv64>$457
     end
     local.get $9
     global.set $core-as/batch/translate/waitPlace
     global.get $core-as/batch/translate/still
     i32.const 2
     i32.shl
     local.get $3
     i32.store offset=15684480
     global.get $core-as/batch/translate/still
     i32.const 1
     i32.add
     global.set $core-as/batch/translate/still
     i32.const 255
     local.set $5
    end
    local.get $5
    i32.const 255
    i32.eq
    if
     loop $while-continue|1
      local.get $3
      i32.const 1
      i32.add
      local.tee $5
      local.get $2
      i32.lt_u
      if (result i32)
       global.get $core-as/batch/translate/waitPlace
       local.get $5
       i32.const 3
       i32.shl
       i64.load offset=4096
       i64.const 21
       i64.shr_u
       i64.eq
      else
       i32.const 0
      end
      if
       local.get $3
       i32.const 1
       i32.add
       local.set $3
       br $while-continue|1
      end
     end
     local.get $3
     local.get $4
     i32.gt_u
     if
      global.get $core-as/batch/translate/still
      i32.const 2
      i32.shl
      local.get $3
      i32.const 1
      i32.add
      i32.const -2147483648
      i32.or
      i32.store offset=15684480
      global.get $core-as/batch/translate/still
      i32.const 1
      i32.add
      global.set $core-as/batch/translate/still
     end
    end
    local.get $6
    local.get $3
    i32.const 1
    i32.add
    local.tee $3
    local.get $4
    i32.sub
    i32.add
    local.set $6
    br $for-loop|0
   end
  end
  global.get $core-as/cache/tlb/tlbHits
  local.get $2
  local.get $1
  i32.sub
  local.get $6
  i32.sub
  i64.extend_i32_u
  i64.add
  global.set $core-as/cache/tlb/tlbHits
 )
 (func $core-as/batch/translate/stretch<core-as/mmu/riscv/RiscvSv32> (param $0 i32) (param $1 i32) (param $2 i32)
  (local $3 i32)
  (local $4 i32)
  (local $5 i32)
  (local $6 i32)
  (local $7 i32)
  (local $8 i64)
  (local $9 i64)
  global.get $core-as/cache/validity/ageing
  local.set $7
  local.get $1
  local.set $3
  loop $for-loop|0
   local.get $7
   i32.eqz
   if
    local.get $3
    local.get $2
    global.get $core-as/cache/page-cache/lossEpoch
    i64.extend_i32_u
    i64.const 52
    i64.shl
    local.get $0
    i64.load32_u offset=56
    i64.const 44
    i64.shl
    i64.or
    call $core-as/batch/translate/answered<core-as/mmu/riscv/RiscvSv32>
    local.set $3
   end
   local.get $2
   local.get $3
   i32.gt_u
   if
    local.get $3
    local.set $4
    block $__inlined_func$core-as/batch/translate/one<core-as/mmu/riscv/RiscvSv32>$411
     local.get $3
     i32.const 3
     i32.shl
     local.tee $5
     i64.load offset=4096
     local.tee $8
     i64.const 22
     i64.shr_u
     local.tee $9
     global.get $core-as/batch/translate/waitPlace
     i64.ne
     if
      local.get $0
      local.get $8
      local.get $5
      i32.const 399360
      i32.add
      local.get $3
      i32.const 2
      i32.shl
      i32.const 534528
      i32.add
      call $core-as/mmu/walk/walk<core-as/mmu/riscv/RiscvSv32>
      local.tee $5
      i32.const 255
      i32.ne
      br_if $__inlined_func$core-as/batch/translate/one<core-as/mmu/riscv/RiscvSv32>$411
     end
     local.get $9
     global.set $core-as/batch/translate/waitPlace
     global.get $core-as/batch/translate/still
     i32.const 2
     i32.shl
     local.get $3
     i32.store offset=15684480
     global.get $core-as/batch/translate/still
     i32.const 1
     i32.add
     global.set $core-as/batch/translate/still
     i32.const 255
     local.set $5
    end
    local.get $5
    i32.const 255
    i32.eq
    if
     loop $while-continue|1
      local.get $3
      i32.const 1
      i32.add
      local.tee $5
      local.get $2
      i32.lt_u
      if (result i32)
       global.get $core-as/batch/translate/waitPlace
       local.get $5
       i32.const 3
       i32.shl
       i64.load offset=4096
       i64.const 22
       i64.shr_u
       i64.eq
      else
       i32.const 0
      end
      if
       local.get $3
       i32.const 1
       i32.add
       local.set $3
       br $while-continue|1
      end
     end
     local.get $3
     local.get $4
     i32.gt_u
     if
      global.get $core-as/batch/translate/still
      i32.const 2
      i32.shl
      local.get $3
      i32.const 1
      i32.add
      i32.const -2147483648
      i32.or
      i32.store offset=15684480
      global.get $core-as/batch/translate/still
      i32.const 1
      i32.add
      global.set $core-as/batch/translate/still
     end
    end
    local.get $6
    local.get $3
    i32.const 1
    i32.add
    local.tee $3
    local.get $4
    i32.sub
    i32.add
    local.set $6
    br $for-loop|0
   end
  end
  global.get $core-as/cache/tlb/tlbHits
  local.get $2
  local.get $1
  i32.sub
  local.get $6
  i32.sub
  i64.extend_i32_u
  i64.add
  global.set $core-as/cache/tlb/tlbHits
 )
 (func $core-as/batch/translate/stretch<core-as/mmu/arm-short/ArmShort> (param $0 i32) (param $1 i32) (param $2 i32)
  (local $3 i32)
  (local $4 i32)
  (local $5 i32)
  (local $6 i32)
  (local $7 i32)
  (local $8 i64)
  (local $9 i64)
  global.get $core-as/cache/validity/ageing
  local.set $7
  local.get $1
  local.set $3
  loop $for-loop|0
   local.get $7
   i32.eqz
   if
    local.get $3
    local.get $2
    global.get $core-as/cache/page-cache/lossEpoch
    i64.extend_i32_u
    i64.const 52
    i64.shl
    local.get $0
    i64.load32_u offset=56
    i64.const 44
    i64.shl
    i64.or
    call $core-as/batch/translate/answered<core-as/mmu/arm-short/ArmShort>
    local.set $3
   end
   local.get $2
   local.get $3
   i32.gt_u
   if
    local.get $3
    local.set $4
    block $__inlined_func$core-as/batch/translate/one<core-as/mmu/arm-short/ArmShort>$327
     local.get $3
     i32.const 3
     i32.shl
     local.tee $5
     i64.load offset=4096
     local.tee $8
     i64.const 20
     i64.shr_u
     local.tee $9
     global.get $core-as/batch/translate/waitPlace
     i64.ne
     if
      local.get $0
      local.get $8
      local.get $5
      i32.const 399360
      i32.add
      local.get $3
      i32.const 2
      i32.shl
      i32.const 534528
      i32.add
      call $core-as/mmu/walk/walk<core-as/mmu/arm-short/ArmShort>
      local.tee $5
      i32.const 255
      i32.ne
      br_if $__inlined_func$core-as/batch/translate/one<core-as/mmu/arm-short/ArmShort>$327
     end
     local.get $9
     global.set $core-as/batch/translate/waitPlace
     global.get $core-as/batch/translate/still
     i32.const 2
     i32.shl
     local.get $3
     i32.store offset=15684480
     global.get $core-as/batch/translate/still
     i32.const 1
     i32.add
     global.set $core-as/batch/translate/still
     i32.const 255
     local.set $5
    end
    local.get $5
    i32.const 255
    i32.eq
    if
     loop $while-continue|1
      local.get $3
      i32.const 1
      i32.add
      local.tee $5
      local.get $2
      i32.lt_u
      if (result i32)
       global.get $core-as/batch/translate/waitPlace
       local.get $5
       i32.const 3
       i32.shl
       i64.load offset=4096
       i64.const 20
       i64.shr_u
       i64.eq
      else
       i32.const 0
      end
      if
       local.get $3
       i32.const 1
       i32.add
       local.set $3
       br $while-continue|1
      end
     end
     local.get $3
     local.get $4
     i32.gt_u
     if
      global.get $core-as/batch/translate/still
      i32.const 2
      i32.shl
      local.get $3
      i32.const 1
      i32.add
      i32.const -2147483648
      i32.or
      i32.store offset=15684480
      global.get $core-as/batch/translate/still
      i32.const 1
      i32.add
      global.set $core-as/batch/translate/still
     end
    end
    local.get $6
    local.get $3
    i32.const 1
    i32.add
    local.tee $3
    local.get $4
    i32.sub
    i32.add
    local.set $6
    br $for-loop|0
   end
  end
  global.get $core-as/cache/tlb/tlbHits
  local.get $2
  local.get $1
  i32.sub
  local.get $6
  i32.sub
  i64.extend_i32_u
  i64.add
  global.set $core-as/cache/tlb/tlbHits
 )
 (func $core-as/batch/translate/stretch<core-as/mmu/arm-lpae/ArmLpae> (param $0 i32) (param $1 i32) (param $2 i32)
  (local $3 i32)
  (local $4 i32)
  (local $5 i32)
  (local $6 i32)
  (local $7 i32)
  (local $8 i64)
  (local $9 i64)
  global.get $core-as/cache/validity/ageing
  local.set $7
  local.get $1
  local.set $3
  loop $for-loop|0
   local.get $7
   i32.eqz
   if
    local.get $3
    local.get $2
    global.get $core-as/cache/page-cache/lossEpoch
    i64.extend_i32_u
    i64.const 52
    i64.shl
    local.get $0
    i64.load32_u offset=56
    i64.const 44
    i64.shl
    i64.or
    call $core-as/batch/translate/answered<core-as/mmu/arm-lpae/ArmLpae>
    local.set $3
   end
   local.get $2
   local.get $3
   i32.gt_u
   if
    local.get $3
    local.set $4
    block $__inlined_func$core-as/batch/translate/one<core-as/mmu/arm-lpae/ArmLpae>$369
     local.get $3
     i32.const 3
     i32.shl
     local.tee $5
     i64.load offset=4096
     local.tee $8
     i64.const 21
     i64.shr_u
     local.tee $9
     global.get $core-as/batch/translate/waitPlace
     i64.ne
     if
      local.get $0
      local.get $8
      local.get $5
      i32.const 399360
      i32.add
      local.get $3
      i32.const 2
      i32.shl
      i32.const 534528
      i32.add
      call $core-as/mmu/walk/walk<core-as/mmu/arm-lpae/ArmLpae>
      local.tee $5
      i32.const 255
      i32.ne
      br_if $__inlined_func$core-as/batch/translate/one<core-as/mmu/arm-lpae/ArmLpae>$369
     end
     local.get $9
     global.set $core-as/batch/translate/waitPlace
     global.get $core-as/batch/translate/still
     i32.const 2
     i32.shl
     local.get $3
     i32.store offset=15684480
     global.get $core-as/batch/translate/still
     i32.const 1
     i32.add
     global.set $core-as/batch/translate/still
     i32.const 255
     local.set $5
    end
    local.get $5
    i32.const 255
    i32.eq
    if
     loop $while-continue|1
      local.get $3
      i32.const 1
      i32.add
      local.tee $5
      local.get $2
      i32.lt_u
      if (result i32)
       global.get $core-as/batch/translate/waitPlace
       local.get $5
       i32.const 3
       i32.shl
       i64.load offset=4096
       i64.const 21
       i64.shr_u
       i64.eq
      else
       i32.const 0
      end
      if
       local.get $3
       i32.const 1
       i32.add
       local.set $3
       br $while-continue|1
      end
     end
     local.get $3
     local.get $4
     i32.gt_u
     if
      global.get $core-as/batch/translate/still
      i32.const 2
      i32.shl
      local.get $3
      i32.const 1
      i32.add
      i32.const -2147483648
      i32.or
      i32.store offset=15684480
      global.get $core-as/batch/translate/still
      i32.const 1
      i32.add
      global.set $core-as/batch/translate/still
     end
    end
    local.get $6
    local.get $3
    i32.const 1
    i32.add
    local.tee $3
    local.get $4
    i32.sub
    i32.add
    local.set $6
    br $for-loop|0
   end
  end
  global.get $core-as/cache/tlb/tlbHits
  local.get $2
  local.get $1
  i32.sub
  local.get $6
  i32.sub
  i64.extend_i32_u
  i64.add
  global.set $core-as/cache/tlb/tlbHits
 )
 (func $core-as/batch/translate/stretch<core-as/mmu/aarch64/Aarch64> (param $0 i32) (param $1 i32) (param $2 i32)
  (local $3 i32)
  (local $4 i32)
  (local $5 i32)
  (local $6 i32)
  (local $7 i32)
  (local $8 i64)
  (local $9 i64)
  global.get $core-as/cache/validity/ageing
  local.set $7
  local.get $1
  local.set $3
  loop $for-loop|0
   local.get $7
   i32.eqz
   if
    local.get $3
    local.get $2
    global.get $core-as/cache/page-cache/lossEpoch
    i64.extend_i32_u
    i64.const 52
    i64.shl
    local.get $0
    i64.load32_u offset=56
    i64.const 44
    i64.shl
    i64.or
    call $core-as/batch/translate/answered<core-as/mmu/aarch64/Aarch64>
    local.set $3
   end
   local.get $2
   local.get $3
   i32.gt_u
   if
    local.get $3
    local.set $4
    block $__inlined_func$core-as/batch/translate/one<core-as/mmu/aarch64/Aarch64>$283
     local.get $3
     i32.const 3
     i32.shl
     local.tee $5
     i64.load offset=4096
     local.tee $8
     global.get $core-as/mmu/aarch64/granule
     i32.const 9
     i32.add
     i64.extend_i32_u
     i64.shr_u
     local.tee $9
     global.get $core-as/batch/translate/waitPlace
     i64.ne
     if
      local.get $0
      local.get $8
      local.get $5
      i32.const 399360
      i32.add
      local.get $3
      i32.const 2
      i32.shl
      i32.const 534528
      i32.add
      call $core-as/mmu/walk/walk<core-as/mmu/aarch64/Aarch64>
      local.tee $5
      i32.const 255
      i32.ne
      br_if $__inlined_func$core-as/batch/translate/one<core-as/mmu/aarch64/Aarch64>$283
     end
     local.get $9
     global.set $core-as/batch/translate/waitPlace
     global.get $core-as/batch/translate/still
     i32.const 2
     i32.shl
     local.get $3
     i32.store offset=15684480
     global.get $core-as/batch/translate/still
     i32.const 1
     i32.add
     global.set $core-as/batch/translate/still
     i32.const 255
     local.set $5
    end
    local.get $5
    i32.const 255
    i32.eq
    if
     loop $while-continue|1
      local.get $3
      i32.const 1
      i32.add
      local.tee $5
      local.get $2
      i32.lt_u
      if (result i32)
       global.get $core-as/batch/translate/waitPlace
       local.get $5
       i32.const 3
       i32.shl
       i64.load offset=4096
       global.get $core-as/mmu/aarch64/granule
       i32.const 9
       i32.add
       i64.extend_i32_u
       i64.shr_u
       i64.eq
      else
       i32.const 0
      end
      if
       local.get $3
       i32.const 1
       i32.add
       local.set $3
       br $while-continue|1
      end
     end
     local.get $3
     local.get $4
     i32.gt_u
     if
      global.get $core-as/batch/translate/still
      i32.const 2
      i32.shl
      local.get $3
      i32.const 1
      i32.add
      i32.const -2147483648
      i32.or
      i32.store offset=15684480
      global.get $core-as/batch/translate/still
      i32.const 1
      i32.add
      global.set $core-as/batch/translate/still
     end
    end
    local.get $6
    local.get $3
    i32.const 1
    i32.add
    local.tee $3
    local.get $4
    i32.sub
    i32.add
    local.set $6
    br $for-loop|0
   end
  end
  global.get $core-as/cache/tlb/tlbHits
  local.get $2
  local.get $1
  i32.sub
  local.get $6
  i32.sub
  i64.extend_i32_u
  i64.add
  global.set $core-as/cache/tlb/tlbHits
 )
 (func $core-as/batch/single/physicalAddress (param $0 i32) (param $1 i64) (result i64)
  i32.const 1
  global.set $core-as/cache/page-cache/quiet
  local.get $0
  local.get $1
  call $core-as/mmu/modes/walkAddress
  i32.const 0
  global.set $core-as/cache/page-cache/quiet
  if (result i64)
   i64.const -1
  else
   i32.const 16712312
   i64.load
  end
 )
 (func $core-as/batch/seen/place (param $0 i64) (param $1 i32) (result i32)
  (local $2 i32)
  (local $3 i32)
  (local $4 i64)
  (local $5 i32)
  local.get $0
  i64.const -7046029254386353131
  i64.mul
  i64.const 48
  i64.shr_u
  i32.wrap_i64
  local.set $2
  loop $for-loop|0
   local.get $3
   i32.const 65536
   i32.lt_u
   if
    local.get $2
    i32.const 4
    i32.shl
    i32.const 13947648
    i32.add
    local.tee $5
    i64.load
    local.tee $4
    local.get $0
    i64.eq
    if (result i32)
     i32.const 1
    else
     local.get $4
     i64.const 4
     i64.shr_u
     i64.const 63
     i64.and
     i32.wrap_i64
     local.get $4
     i64.const 56
     i64.shr_u
     i32.wrap_i64
     i32.const 6
     i32.shl
     i32.or
     local.get $1
     i32.ne
    end
    if
     local.get $5
     return
    end
    local.get $2
    i32.const 1
    i32.add
    i32.const 65535
    i32.and
    local.set $2
    local.get $3
    i32.const 1
    i32.add
    local.set $3
    br $for-loop|0
   end
  end
  i32.const 0
 )
 (func $core-as/batch/region-pass/regionPass (param $0 i32) (param $1 i32) (param $2 i64) (result i32)
  (local $3 i32)
  (local $4 i32)
  (local $5 i64)
  (local $6 i64)
  (local $7 i32)
  (local $8 i32)
  (local $9 i32)
  (local $10 i64)
  local.get $0
  i32.const 3
  i32.shl
  i32.const 4096
  i32.add
  local.set $3
  local.get $0
  i32.const 2
  i32.shl
  i32.const 534528
  i32.add
  local.set $0
  local.get $1
  i32.const 3
  i32.shl
  i32.const 4096
  i32.add
  local.tee $1
  i32.const 56
  i32.sub
  local.set $4
  block $folding-inner0
   loop $while-continue|0
    local.get $3
    local.get $4
    i32.lt_u
    if
     local.get $3
     i64.load
     local.tee $5
     local.get $3
     i64.load offset=56
     i64.xor
     i64.const 21
     i64.shr_u
     i64.eqz
     if
      local.get $5
      local.get $3
      i64.load offset=8
      i64.xor
      local.get $5
      local.get $3
      i64.load offset=16
      i64.xor
      i64.or
      local.get $5
      local.get $3
      i64.load offset=24
      i64.xor
      i64.or
      local.get $5
      local.get $3
      i64.load offset=32
      i64.xor
      i64.or
      local.get $5
      local.get $3
      i64.load offset=40
      i64.xor
      i64.or
      local.get $5
      local.get $3
      i64.load offset=48
      i64.xor
      i64.or
      local.get $5
      i64.const 21
      i64.shr_u
      local.get $2
      i64.or
      local.tee $5
      i64.const -7046029254386356224
      i64.mul
      i64.const 51
      i64.shr_u
      i32.wrap_i64
      i32.const 5
      i32.shl
      i32.const 15422336
      i32.add
      local.tee $7
      i64.load
      local.get $5
      i64.ne
      br_if $folding-inner0
      i64.const 21
      i64.shr_u
      i64.eqz
      if
       local.get $7
       i32.load offset=20
       local.set $8
       block $core-as/mmu/uniform/answerEntry|inlined.0
        local.get $7
        i32.load offset=16
        local.tee $9
        local.get $7
        i64.load32_u offset=24
        local.tee $5
        local.get $3
        i64.load
        local.tee $6
        i64.and
        i64.const 9
        i64.shr_u
        i32.wrap_i64
        i32.add
        i64.load
        local.tee $10
        i64.const 1
        i64.and
        i64.eqz
        if
         local.get $3
         i32.const 395264
         i32.add
         local.get $10
         i64.store
         local.get $0
         i32.const 257
         i32.store
         br $core-as/mmu/uniform/answerEntry|inlined.0
        end
        local.get $3
        i32.const 395264
        i32.add
        local.get $6
        local.get $10
        i64.xor
        local.get $5
        i64.const 2097151
        i64.xor
        i64.and
        local.get $10
        i64.xor
        i64.const 4503599627370495
        i64.and
        i64.store
        local.get $0
        local.get $10
        i64.const 1
        i64.rotl
        i64.const 1023
        i64.and
        i32.wrap_i64
        i32.const 2
        i32.shl
        i32.load offset=15823936
        local.get $8
        i32.and
        i32.store
       end
       block $core-as/mmu/uniform/answerEntry|inlined.1
        local.get $9
        local.get $3
        i32.const 8
        i32.add
        local.tee $7
        i64.load
        local.tee $6
        local.get $5
        i64.and
        i64.const 9
        i64.shr_u
        i32.wrap_i64
        i32.add
        i64.load
        local.tee $10
        i64.const 1
        i64.and
        i64.eqz
        if
         local.get $7
         i32.const 395264
         i32.add
         local.get $10
         i64.store
         local.get $0
         i32.const 4
         i32.add
         i32.const 257
         i32.store
         br $core-as/mmu/uniform/answerEntry|inlined.1
        end
        local.get $3
        i32.const 395272
        i32.add
        local.get $6
        local.get $10
        i64.xor
        local.get $5
        i64.const 2097151
        i64.xor
        i64.and
        local.get $10
        i64.xor
        i64.const 4503599627370495
        i64.and
        i64.store
        local.get $0
        i32.const 4
        i32.add
        local.get $10
        i64.const 1
        i64.rotl
        i64.const 1023
        i64.and
        i32.wrap_i64
        i32.const 2
        i32.shl
        i32.load offset=15823936
        local.get $8
        i32.and
        i32.store
       end
       block $core-as/mmu/uniform/answerEntry|inlined.2
        local.get $9
        local.get $3
        i32.const 16
        i32.add
        local.tee $7
        i64.load
        local.tee $6
        local.get $5
        i64.and
        i64.const 9
        i64.shr_u
        i32.wrap_i64
        i32.add
        i64.load
        local.tee $10
        i64.const 1
        i64.and
        i64.eqz
        if
         local.get $7
         i32.const 395264
         i32.add
         local.get $10
         i64.store
         local.get $0
         i32.const 8
         i32.add
         i32.const 257
         i32.store
         br $core-as/mmu/uniform/answerEntry|inlined.2
        end
        local.get $3
        i32.const 395280
        i32.add
        local.get $6
        local.get $10
        i64.xor
        local.get $5
        i64.const 2097151
        i64.xor
        i64.and
        local.get $10
        i64.xor
        i64.const 4503599627370495
        i64.and
        i64.store
        local.get $0
        i32.const 8
        i32.add
        local.get $10
        i64.const 1
        i64.rotl
        i64.const 1023
        i64.and
        i32.wrap_i64
        i32.const 2
        i32.shl
        i32.load offset=15823936
        local.get $8
        i32.and
        i32.store
       end
       block $core-as/mmu/uniform/answerEntry|inlined.3
        local.get $9
        local.get $3
        i32.const 24
        i32.add
        local.tee $7
        i64.load
        local.tee $6
        local.get $5
        i64.and
        i64.const 9
        i64.shr_u
        i32.wrap_i64
        i32.add
        i64.load
        local.tee $10
        i64.const 1
        i64.and
        i64.eqz
        if
         local.get $7
         i32.const 395264
         i32.add
         local.get $10
         i64.store
         local.get $0
         i32.const 12
         i32.add
         i32.const 257
         i32.store
         br $core-as/mmu/uniform/answerEntry|inlined.3
        end
        local.get $3
        i32.const 395288
        i32.add
        local.get $6
        local.get $10
        i64.xor
        local.get $5
        i64.const 2097151
        i64.xor
        i64.and
        local.get $10
        i64.xor
        i64.const 4503599627370495
        i64.and
        i64.store
        local.get $0
        i32.const 12
        i32.add
        local.get $10
        i64.const 1
        i64.rotl
        i64.const 1023
        i64.and
        i32.wrap_i64
        i32.const 2
        i32.shl
        i32.load offset=15823936
        local.get $8
        i32.and
        i32.store
       end
       block $core-as/mmu/uniform/answerEntry|inlined.4
        local.get $9
        local.get $3
        i32.const 32
        i32.add
        local.tee $7
        i64.load
        local.tee $6
        local.get $5
        i64.and
        i64.const 9
        i64.shr_u
        i32.wrap_i64
        i32.add
        i64.load
        local.tee $10
        i64.const 1
        i64.and
        i64.eqz
        if
         local.get $7
         i32.const 395264
         i32.add
         local.get $10
         i64.store
         local.get $0
         i32.const 16
         i32.add
         i32.const 257
         i32.store
         br $core-as/mmu/uniform/answerEntry|inlined.4
        end
        local.get $3
        i32.const 395296
        i32.add
        local.get $6
        local.get $10
        i64.xor
        local.get $5
        i64.const 2097151
        i64.xor
        i64.and
        local.get $10
        i64.xor
        i64.const 4503599627370495
        i64.and
        i64.store
        local.get $0
        i32.const 16
        i32.add
        local.get $10
        i64.const 1
        i64.rotl
        i64.const 1023
        i64.and
        i32.wrap_i64
        i32.const 2
        i32.shl
        i32.load offset=15823936
        local.get $8
        i32.and
        i32.store
       end
       block $core-as/mmu/uniform/answerEntry|inlined.5
        local.get $9
        local.get $3
        i32.const 40
        i32.add
        local.tee $7
        i64.load
        local.tee $6
        local.get $5
        i64.and
        i64.const 9
        i64.shr_u
        i32.wrap_i64
        i32.add
        i64.load
        local.tee $10
        i64.const 1
        i64.and
        i64.eqz
        if
         local.get $7
         i32.const 395264
         i32.add
         local.get $10
         i64.store
         local.get $0
         i32.const 20
         i32.add
         i32.const 257
         i32.store
         br $core-as/mmu/uniform/answerEntry|inlined.5
        end
        local.get $3
        i32.const 395304
        i32.add
        local.get $6
        local.get $10
        i64.xor
        local.get $5
        i64.const 2097151
        i64.xor
        i64.and
        local.get $10
        i64.xor
        i64.const 4503599627370495
        i64.and
        i64.store
        local.get $0
        i32.const 20
        i32.add
        local.get $10
        i64.const 1
        i64.rotl
        i64.const 1023
        i64.and
        i32.wrap_i64
        i32.const 2
        i32.shl
        i32.load offset=15823936
        local.get $8
        i32.and
        i32.store
       end
       block $core-as/mmu/uniform/answerEntry|inlined.6
        local.get $9
        local.get $3
        i32.const 48
        i32.add
        local.tee $7
        i64.load
        local.tee $6
        local.get $5
        i64.and
        i64.const 9
        i64.shr_u
        i32.wrap_i64
        i32.add
        i64.load
        local.tee $10
        i64.const 1
        i64.and
        i64.eqz
        if
         local.get $7
         i32.const 395264
         i32.add
         local.get $10
         i64.store
         local.get $0
         i32.const 24
         i32.add
         i32.const 257
         i32.store
         br $core-as/mmu/uniform/answerEntry|inlined.6
        end
        local.get $3
        i32.const 395312
        i32.add
        local.get $6
        local.get $10
        i64.xor
        local.get $5
        i64.const 2097151
        i64.xor
        i64.and
        local.get $10
        i64.xor
        i64.const 4503599627370495
        i64.and
        i64.store
        local.get $0
        i32.const 24
        i32.add
        local.get $10
        i64.const 1
        i64.rotl
        i64.const 1023
        i64.and
        i32.wrap_i64
        i32.const 2
        i32.shl
        i32.load offset=15823936
        local.get $8
        i32.and
        i32.store
       end
       block $core-as/mmu/uniform/answerEntry|inlined.7
        local.get $9
        local.get $3
        i32.const 56
        i32.add
        local.tee $7
        i64.load
        local.tee $6
        local.get $5
        i64.and
        i64.const 9
        i64.shr_u
        i32.wrap_i64
        i32.add
        i64.load
        local.tee $10
        i64.const 1
        i64.and
        i64.eqz
        if
         local.get $7
         i32.const 395264
         i32.add
         local.get $10
         i64.store
         local.get $0
         i32.const 28
         i32.add
         i32.const 257
         i32.store
         br $core-as/mmu/uniform/answerEntry|inlined.7
        end
        local.get $3
        i32.const 395320
        i32.add
        local.get $6
        local.get $10
        i64.xor
        local.get $5
        i64.const 2097151
        i64.xor
        i64.and
        local.get $10
        i64.xor
        i64.const 4503599627370495
        i64.and
        i64.store
        local.get $0
        i32.const 28
        i32.add
        local.get $10
        i64.const 1
        i64.rotl
        i64.const 1023
        i64.and
        i32.wrap_i64
        i32.const 2
        i32.shl
        i32.load offset=15823936
        local.get $8
        i32.and
        i32.store
       end
       local.get $3
       i32.const -64
       i32.sub
       local.set $3
       local.get $0
       i32.const 32
       i32.add
       local.set $0
       br $while-continue|0
      end
     end
     local.get $3
     i64.load
     local.tee $5
     i64.const 21
     i64.shr_u
     local.get $2
     i64.or
     local.tee $6
     i64.const -7046029254386356224
     i64.mul
     i64.const 51
     i64.shr_u
     i32.wrap_i64
     i32.const 5
     i32.shl
     i32.const 15422336
     i32.add
     local.tee $7
     i64.load
     local.get $6
     i64.ne
     if (result i32)
      i32.const 0
     else
      local.get $3
      i32.const 395264
      i32.add
      local.set $8
      block $core-as/mmu/uniform/answerUniform|inlined.0
       local.get $7
       i32.load offset=16
       local.get $7
       i64.load32_u offset=24
       local.tee $6
       local.get $5
       i64.and
       i64.const 9
       i64.shr_u
       i32.wrap_i64
       i32.add
       i64.load
       local.tee $10
       i64.const 1
       i64.and
       i64.eqz
       if
        local.get $8
        local.get $10
        i64.store
        local.get $0
        i32.const 257
        i32.store
        br $core-as/mmu/uniform/answerUniform|inlined.0
       end
       local.get $8
       local.get $5
       local.get $10
       i64.xor
       local.get $6
       i64.const 2097151
       i64.xor
       i64.and
       local.get $10
       i64.xor
       i64.const 4503599627370495
       i64.and
       i64.store
       local.get $0
       local.get $10
       i64.const 1
       i64.rotl
       i64.const 1023
       i64.and
       i32.wrap_i64
       i32.const 2
       i32.shl
       i32.load offset=15823936
       local.get $7
       i32.load offset=20
       i32.and
       i32.store
      end
      i32.const 1
     end
     i32.eqz
     br_if $folding-inner0
     local.get $3
     i32.const 8
     i32.add
     local.tee $7
     i64.load
     local.tee $5
     i64.const 21
     i64.shr_u
     local.get $2
     i64.or
     local.tee $6
     i64.const -7046029254386356224
     i64.mul
     i64.const 51
     i64.shr_u
     i32.wrap_i64
     i32.const 5
     i32.shl
     i32.const 15422336
     i32.add
     local.tee $8
     i64.load
     local.get $6
     i64.ne
     if (result i32)
      i32.const 0
     else
      local.get $7
      i32.const 395264
      i32.add
      local.set $7
      local.get $0
      i32.const 4
      i32.add
      local.set $9
      block $core-as/mmu/uniform/answerUniform|inlined.1
       local.get $8
       i32.load offset=16
       local.get $8
       i64.load32_u offset=24
       local.tee $6
       local.get $5
       i64.and
       i64.const 9
       i64.shr_u
       i32.wrap_i64
       i32.add
       i64.load
       local.tee $10
       i64.const 1
       i64.and
       i64.eqz
       if
        local.get $7
        local.get $10
        i64.store
        local.get $9
        i32.const 257
        i32.store
        br $core-as/mmu/uniform/answerUniform|inlined.1
       end
       local.get $7
       local.get $5
       local.get $10
       i64.xor
       local.get $6
       i64.const 2097151
       i64.xor
       i64.and
       local.get $10
       i64.xor
       i64.const 4503599627370495
       i64.and
       i64.store
       local.get $9
       local.get $10
       i64.const 1
       i64.rotl
       i64.const 1023
       i64.and
       i32.wrap_i64
       i32.const 2
       i32.shl
       i32.load offset=15823936
       local.get $8
       i32.load offset=20
       i32.and
       i32.store
      end
      i32.const 1
     end
     i32.eqz
     if
      local.get $3
      i32.const 4096
      i32.sub
      i32.const 3
      i32.shr_u
      i32.const 1
      i32.add
      return
     end
     local.get $3
     i32.const 16
     i32.add
     local.tee $7
     i64.load
     local.tee $5
     i64.const 21
     i64.shr_u
     local.get $2
     i64.or
     local.tee $6
     i64.const -7046029254386356224
     i64.mul
     i64.const 51
     i64.shr_u
     i32.wrap_i64
     i32.const 5
     i32.shl
     i32.const 15422336
     i32.add
     local.tee $8
     i64.load
     local.get $6
     i64.ne
     if (result i32)
      i32.const 0
     else
      local.get $7
      i32.const 395264
      i32.add
      local.set $7
      local.get $0
      i32.const 8
      i32.add
      local.set $9
      block $core-as/mmu/uniform/answerUniform|inlined.2
       local.get $8
       i32.load offset=16
       local.get $8
       i64.load32_u offset=24
       local.tee $6
       local.get $5
       i64.and
       i64.const 9
       i64.shr_u
       i32.wrap_i64
       i32.add
       i64.load
       local.tee $10
       i64.const 1
       i64.and
       i64.eqz
       if
        local.get $7
        local.get $10
        i64.store
        local.get $9
        i32.const 257
        i32.store
        br $core-as/mmu/uniform/answerUniform|inlined.2
       end
       local.get $7
       local.get $5
       local.get $10
       i64.xor
       local.get $6
       i64.const 2097151
       i64.xor
       i64.and
       local.get $10
       i64.xor
       i64.const 4503599627370495
       i64.and
       i64.store
       local.get $9
       local.get $10
       i64.const 1
       i64.rotl
       i64.const 1023
       i64.and
       i32.wrap_i64
       i32.const 2
       i32.shl
       i32.load offset=15823936
       local.get $8
       i32.load offset=20
       i32.and
       i32.store
      end
      i32.const 1
     end
     i32.eqz
     if
      local.get $3
      i32.const 4096
      i32.sub
      i32.const 3
      i32.shr_u
      i32.const 2
      i32.add
      return
     end
     local.get $3
     i32.const 24
     i32.add
     local.tee $7
     i64.load
     local.tee $5
     i64.const 21
     i64.shr_u
     local.get $2
     i64.or
     local.tee $6
     i64.const -7046029254386356224
     i64.mul
     i64.const 51
     i64.shr_u
     i32.wrap_i64
     i32.const 5
     i32.shl
     i32.const 15422336
     i32.add
     local.tee $8
     i64.load
     local.get $6
     i64.ne
     if (result i32)
      i32.const 0
     else
      local.get $7
      i32.const 395264
      i32.add
      local.set $7
      local.get $0
      i32.const 12
      i32.add
      local.set $9
      block $core-as/mmu/uniform/answerUniform|inlined.3
       local.get $8
       i32.load offset=16
       local.get $8
       i64.load32_u offset=24
       local.tee $6
       local.get $5
       i64.and
       i64.const 9
       i64.shr_u
       i32.wrap_i64
       i32.add
       i64.load
       local.tee $10
       i64.const 1
       i64.and
       i64.eqz
       if
        local.get $7
        local.get $10
        i64.store
        local.get $9
        i32.const 257
        i32.store
        br $core-as/mmu/uniform/answerUniform|inlined.3
       end
       local.get $7
       local.get $5
       local.get $10
       i64.xor
       local.get $6
       i64.const 2097151
       i64.xor
       i64.and
       local.get $10
       i64.xor
       i64.const 4503599627370495
       i64.and
       i64.store
       local.get $9
       local.get $10
       i64.const 1
       i64.rotl
       i64.const 1023
       i64.and
       i32.wrap_i64
       i32.const 2
       i32.shl
       i32.load offset=15823936
       local.get $8
       i32.load offset=20
       i32.and
       i32.store
      end
      i32.const 1
     end
     i32.eqz
     if
      local.get $3
      i32.const 4096
      i32.sub
      i32.const 3
      i32.shr_u
      i32.const 3
      i32.add
      return
     end
     local.get $3
     i32.const 32
     i32.add
     local.tee $7
     i64.load
     local.tee $5
     i64.const 21
     i64.shr_u
     local.get $2
     i64.or
     local.tee $6
     i64.const -7046029254386356224
     i64.mul
     i64.const 51
     i64.shr_u
     i32.wrap_i64
     i32.const 5
     i32.shl
     i32.const 15422336
     i32.add
     local.tee $8
     i64.load
     local.get $6
     i64.ne
     if (result i32)
      i32.const 0
     else
      local.get $7
      i32.const 395264
      i32.add
      local.set $7
      local.get $0
      i32.const 16
      i32.add
      local.set $9
      block $core-as/mmu/uniform/answerUniform|inlined.4
       local.get $8
       i32.load offset=16
       local.get $8
       i64.load32_u offset=24
       local.tee $6
       local.get $5
       i64.and
       i64.const 9
       i64.shr_u
       i32.wrap_i64
       i32.add
       i64.load
       local.tee $10
       i64.const 1
       i64.and
       i64.eqz
       if
        local.get $7
        local.get $10
        i64.store
        local.get $9
        i32.const 257
        i32.store
        br $core-as/mmu/uniform/answerUniform|inlined.4
       end
       local.get $7
       local.get $5
       local.get $10
       i64.xor
       local.get $6
       i64.const 2097151
       i64.xor
       i64.and
       local.get $10
       i64.xor
       i64.const 4503599627370495
       i64.and
       i64.store
       local.get $9
       local.get $10
       i64.const 1
       i64.rotl
       i64.const 1023
       i64.and
       i32.wrap_i64
       i32.const 2
       i32.shl
       i32.load offset=15823936
       local.get $8
       i32.load offset=20
       i32.and
       i32.store
      end
      i32.const 1
     end
     i32.eqz
     if
      local.get $3
      i32.const 4096
      i32.sub
      i32.const 3
      i32.shr_u
      i32.const 4
      i32.add
      return
     end
     local.get $3
     i32.const 40
     i32.add
     local.tee $7
     i64.load
     local.tee $5
     i64.const 21
     i64.shr_u
     local.get $2
     i64.or
     local.tee $6
     i64.const -7046029254386356224
     i64.mul
     i64.const 51
     i64.shr_u
     i32.wrap_i64
     i32.const 5
     i32.shl
     i32.const 15422336
     i32.add
     local.tee $8
     i64.load
     local.get $6
     i64.ne
     if (result i32)
      i32.const 0
     else
      local.get $7
      i32.const 395264
      i32.add
      local.set $7
      local.get $0
      i32.const 20
      i32.add
      local.set $9
      block $core-as/mmu/uniform/answerUniform|inlined.5
       local.get $8
       i32.load offset=16
       local.get $8
       i64.load32_u offset=24
       local.tee $6
       local.get $5
       i64.and
       i64.const 9
       i64.shr_u
       i32.wrap_i64
       i32.add
       i64.load
       local.tee $10
       i64.const 1
       i64.and
       i64.eqz
       if
        local.get $7
        local.get $10
        i64.store
        local.get $9
        i32.const 257
        i32.store
        br $core-as/mmu/uniform/answerUniform|inlined.5
       end
       local.get $7
       local.get $5
       local.get $10
       i64.xor
       local.get $6
       i64.const 2097151
       i64.xor
       i64.and
       local.get $10
       i64.xor
       i64.const 4503599627370495
       i64.and
       i64.store
       local.get $9
       local.get $10
       i64.const 1
       i64.rotl
       i64.const 1023
       i64.and
       i32.wrap_i64
       i32.const 2
       i32.shl
       i32.load offset=15823936
       local.get $8
       i32.load offset=20
       i32.and
       i32.store
      end
      i32.const 1
     end
     i32.eqz
     if
      local.get $3
      i32.const 4096
      i32.sub
      i32.const 3
      i32.shr_u
      i32.const 5
      i32.add
      return
     end
     local.get $3
     i32.const 48
     i32.add
     local.tee $7
     i64.load
     local.tee $5
     i64.const 21
     i64.shr_u
     local.get $2
     i64.or
     local.tee $6
     i64.const -7046029254386356224
     i64.mul
     i64.const 51
     i64.shr_u
     i32.wrap_i64
     i32.const 5
     i32.shl
     i32.const 15422336
     i32.add
     local.tee $8
     i64.load
     local.get $6
     i64.ne
     if (result i32)
      i32.const 0
     else
      local.get $7
      i32.const 395264
      i32.add
      local.set $7
      local.get $0
      i32.const 24
      i32.add
      local.set $9
      block $core-as/mmu/uniform/answerUniform|inlined.6
       local.get $8
       i32.load offset=16
       local.get $8
       i64.load32_u offset=24
       local.tee $6
       local.get $5
       i64.and
       i64.const 9
       i64.shr_u
       i32.wrap_i64
       i32.add
       i64.load
       local.tee $10
       i64.const 1
       i64.and
       i64.eqz
       if
        local.get $7
        local.get $10
        i64.store
        local.get $9
        i32.const 257
        i32.store
        br $core-as/mmu/uniform/answerUniform|inlined.6
       end
       local.get $7
       local.get $5
       local.get $10
       i64.xor
       local.get $6
       i64.const 2097151
       i64.xor
       i64.and
       local.get $10
       i64.xor
       i64.const 4503599627370495
       i64.and
       i64.store
       local.get $9
       local.get $10
       i64.const 1
       i64.rotl
       i64.const 1023
       i64.and
       i32.wrap_i64
       i32.const 2
       i32.shl
       i32.load offset=15823936
       local.get $8
       i32.load offset=20
       i32.and
       i32.store
      end
      i32.const 1
     end
     i32.eqz
     if
      local.get $3
      i32.const 4096
      i32.sub
      i32.const 3
      i32.shr_u
      i32.const 6
      i32.add
      return
     end
     local.get $3
     i32.const 56
     i32.add
     local.tee $7
     i64.load
     local.tee $5
     i64.const 21
     i64.shr_u
     local.get $2
     i64.or
     local.tee $6
     i64.const -7046029254386356224
     i64.mul
     i64.const 51
     i64.shr_u
     i32.wrap_i64
     i32.const 5
     i32.shl
     i32.const 15422336
     i32.add
     local.tee $8
     i64.load
     local.get $6
     i64.ne
     if (result i32)
      i32.const 0
     else
      local.get $7
      i32.const 395264
      i32.add
      local.set $7
      local.get $0
      i32.const 28
      i32.add
      local.set $9
      block $core-as/mmu/uniform/answerUniform|inlined.7
       local.get $8
       i32.load offset=16
       local.get $8
       i64.load32_u offset=24
       local.tee $6
       local.get $5
       i64.and
       i64.const 9
       i64.shr_u
       i32.wrap_i64
       i32.add
       i64.load
       local.tee $10
       i64.const 1
       i64.and
       i64.eqz
       if
        local.get $7
        local.get $10
        i64.store
        local.get $9
        i32.const 257
        i32.store
        br $core-as/mmu/uniform/answerUniform|inlined.7
       end
       local.get $7
       local.get $5
       local.get $10
       i64.xor
       local.get $6
       i64.const 2097151
       i64.xor
       i64.and
       local.get $10
       i64.xor
       i64.const 4503599627370495
       i64.and
       i64.store
       local.get $9
       local.get $10
       i64.const 1
       i64.rotl
       i64.const 1023
       i64.and
       i32.wrap_i64
       i32.const 2
       i32.shl
       i32.load offset=15823936
       local.get $8
       i32.load offset=20
       i32.and
       i32.store
      end
      i32.const 1
     end
     i32.eqz
     if
      local.get $3
      i32.const 4096
      i32.sub
      i32.const 3
      i32.shr_u
      i32.const 7
      i32.add
      return
     end
     local.get $3
     i32.const -64
     i32.sub
     local.set $3
     local.get $0
     i32.const 32
     i32.add
     local.set $0
     br $while-continue|0
    end
   end
   loop $for-loop|1
    local.get $1
    local.get $3
    i32.gt_u
    if
     local.get $3
     i64.load
     local.tee $5
     i64.const 21
     i64.shr_u
     local.get $2
     i64.or
     local.tee $6
     i64.const -7046029254386356224
     i64.mul
     i64.const 51
     i64.shr_u
     i32.wrap_i64
     i32.const 5
     i32.shl
     i32.const 15422336
     i32.add
     local.tee $4
     i64.load
     local.get $6
     i64.ne
     if (result i32)
      i32.const 0
     else
      local.get $3
      i32.const 395264
      i32.add
      local.set $7
      block $core-as/mmu/uniform/answerUniform|inlined.8
       local.get $4
       i32.load offset=16
       local.get $4
       i64.load32_u offset=24
       local.tee $6
       local.get $5
       i64.and
       i64.const 9
       i64.shr_u
       i32.wrap_i64
       i32.add
       i64.load
       local.tee $10
       i64.const 1
       i64.and
       i64.eqz
       if
        local.get $7
        local.get $10
        i64.store
        local.get $0
        i32.const 257
        i32.store
        br $core-as/mmu/uniform/answerUniform|inlined.8
       end
       local.get $7
       local.get $5
       local.get $10
       i64.xor
       local.get $6
       i64.const 2097151
       i64.xor
       i64.and
       local.get $10
       i64.xor
       i64.const 4503599627370495
       i64.and
       i64.store
       local.get $0
       local.get $10
       i64.const 1
       i64.rotl
       i64.const 1023
       i64.and
       i32.wrap_i64
       i32.const 2
       i32.shl
       i32.load offset=15823936
       local.get $4
       i32.load offset=20
       i32.and
       i32.store
      end
      i32.const 1
     end
     if
      local.get $3
      i32.const 8
      i32.add
      local.set $3
      local.get $0
      i32.const 4
      i32.add
      local.set $0
      br $for-loop|1
     end
    end
   end
  end
  local.get $3
  i32.const 4096
  i32.sub
  i32.const 3
  i32.shr_u
 )
 (func $core-as/batch/page-runs/addPages (param $0 i32) (param $1 i32) (param $2 i64) (param $3 i32)
  (local $4 i32)
  (local $5 i64)
  (local $6 i64)
  (local $7 i32)
  (local $8 i64)
  (local $9 i64)
  (local $10 i64)
  (local $11 i32)
  (local $12 i32)
  (local $13 i32)
  local.get $3
  local.get $3
  i32.const -1
  i32.xor
  i32.const 4
  i32.and
  i32.const 2
  i32.shl
  i32.const -1
  i32.xor
  i32.and
  i32.const 16
  i32.shl
  i32.const 256
  i32.or
  local.set $11
  i32.const 255
  local.set $3
  global.get $core-as/batch/runs/count
  local.tee $4
  if (result i32)
   local.get $4
   i32.const 2
   i32.shl
   i32.const 1127228
   i32.add
   i32.load
   i32.const 255
   i32.and
  else
   i32.const 1
  end
  if (result i32)
   i32.const 1
  else
   local.get $4
   i32.const 2
   i32.shl
   i32.const 1193340
   i32.add
   i32.load
  end
  if (result i64)
   i64.const 0
  else
   local.get $4
   i32.const 1
   i32.sub
   local.tee $4
   i32.const 2
   i32.shl
   i32.const 1127232
   i32.add
   i32.load
   local.set $3
   local.get $4
   i32.const 3
   i32.shl
   local.tee $7
   i32.const 600640
   i32.add
   i64.load
   local.tee $5
   local.get $7
   i32.const 863936
   i32.add
   i64.load
   local.tee $6
   i64.add
   local.set $8
   local.get $7
   i32.const 732288
   i32.add
   i64.load
   local.get $6
   i64.add
  end
  local.set $10
  loop $for-loop|0
   local.get $0
   local.get $1
   i32.lt_u
   if
    local.get $0
    i32.load
    i32.const 1
    i32.and
    local.get $0
    i32.const 8
    i32.add
    i32.load
    i32.const 1
    i32.and
    i32.const 1
    i32.shl
    i32.or
    local.get $0
    i32.const 16
    i32.add
    i32.load
    i32.const 1
    i32.and
    i32.const 2
    i32.shl
    i32.or
    local.get $0
    i32.const 24
    i32.add
    i32.load
    i32.const 1
    i32.and
    i32.const 3
    i32.shl
    i32.or
    local.get $0
    i32.const 32
    i32.add
    i32.load
    i32.const 1
    i32.and
    i32.const 4
    i32.shl
    i32.or
    local.get $0
    i32.const 40
    i32.add
    i32.load
    i32.const 1
    i32.and
    i32.const 5
    i32.shl
    i32.or
    local.get $0
    i32.const 48
    i32.add
    i32.load
    i32.const 1
    i32.and
    i32.const 6
    i32.shl
    i32.or
    local.get $0
    i32.const 56
    i32.add
    i32.load
    i32.const 1
    i32.and
    i32.const 7
    i32.shl
    i32.or
    local.tee $7
    i32.const 1
    local.get $1
    local.get $0
    i32.sub
    i32.const 3
    i32.shr_u
    local.tee $12
    i32.shl
    i32.const 1
    i32.sub
    i32.and
    local.get $7
    local.get $12
    i32.const 8
    i32.lt_u
    select
    local.set $7
    loop $for-loop|1
     local.get $7
     if
      local.get $0
      local.get $7
      i32.ctz
      local.tee $13
      i32.const 3
      i32.shl
      i32.add
      i64.load
      local.tee $6
      i64.const 4503599627366400
      i64.and
      local.set $9
      local.get $6
      i64.const 1
      i64.rotl
      i64.const 1023
      i64.and
      i32.wrap_i64
      i32.const 2
      i32.shl
      i32.load offset=15823936
      local.get $11
      i32.and
      local.tee $12
      local.get $3
      i32.xor
      i32.const 35651583
      i32.and
      i32.eqz
      local.get $2
      local.get $13
      i64.extend_i32_u
      i64.const 12
      i64.shl
      i64.add
      local.tee $6
      local.get $8
      i64.eq
      i32.and
      local.get $9
      local.get $10
      i64.eq
      i32.and
      if (result i32)
       local.get $3
       local.get $12
       i32.or
      else
       local.get $3
       i32.const 255
       i32.ne
       if
        local.get $4
        i32.const 3
        i32.shl
        i32.const 863936
        i32.add
        local.get $8
        local.get $5
        i64.sub
        i64.store
        local.get $4
        i32.const 2
        i32.shl
        i32.const 1127232
        i32.add
        local.get $3
        i32.store
        local.get $4
        i32.const 1
        i32.add
        local.set $4
       end
       local.get $4
       i32.const 3
       i32.shl
       local.tee $3
       i32.const 600640
       i32.add
       local.get $6
       i64.store
       local.get $3
       i32.const 732288
       i32.add
       local.get $9
       i64.store
       local.get $3
       i32.const 995584
       i32.add
       i64.const 0
       i64.store
       local.get $4
       i32.const 2
       i32.shl
       i32.const 1193344
       i32.add
       i32.const 0
       i32.store
       local.get $6
       local.set $5
       local.get $12
      end
      local.set $3
      local.get $6
      i64.const 4096
      i64.add
      local.set $8
      local.get $9
      i64.const 4096
      i64.add
      local.set $10
      local.get $7
      local.get $7
      i32.const 1
      i32.sub
      i32.and
      local.set $7
      br $for-loop|1
     end
    end
    local.get $0
    i32.const -64
    i32.sub
    local.set $0
    local.get $2
    i64.const 32768
    i64.add
    local.set $2
    br $for-loop|0
   end
  end
  local.get $3
  i32.const 255
  i32.ne
  if (result i32)
   local.get $4
   i32.const 3
   i32.shl
   i32.const 863936
   i32.add
   local.get $8
   local.get $5
   i64.sub
   i64.store
   local.get $4
   i32.const 2
   i32.shl
   i32.const 1127232
   i32.add
   local.get $3
   i32.store
   local.get $4
   i32.const 1
   i32.add
  else
   local.get $4
  end
  global.set $core-as/batch/runs/count
 )
 (func $core-as/batch/enumerate/climb<core-as/mmu/x86-32/X8632> (param $0 i32) (param $1 i64)
  (local $2 i32)
  (local $3 i32)
  (local $4 i64)
  (local $5 i32)
  i32.const 13947152
  i64.load
  i32.const 13947160
  i64.load
  i64.le_u
  local.set $3
  i32.const 13947168
  i32.load
  i32.const 7
  i32.and
  local.set $2
  loop $while-continue|0
   local.get $0
   local.get $2
   i32.gt_u
   if (result i32)
    i32.const 13947176
    i32.load
    if (result i32)
     i32.const 1
    else
     local.get $1
     local.get $2
     i32.const 10
     i32.mul
     i32.const 12
     i32.add
     i64.extend_i32_u
     local.tee $4
     i64.shr_u
     i32.const 13947136
     i64.load
     local.get $4
     i64.shr_u
     i64.ne
    end
   else
    i32.const 0
   end
   if
    local.get $2
    i32.const 2
    i32.shl
    i32.const 13947136
    i32.add
    i32.load offset=200
    local.set $5
    local.get $3
    if (result i32)
     local.get $5
     i32.const 13947188
     i32.load
     i32.eq
    else
     i32.const 0
    end
    if
     local.get $2
     i32.const 3
     i32.shl
     i32.const 13947136
     i32.add
     i64.load offset=104
     local.get $2
     i64.const 0
     call $core-as/batch/enumerate/note
    end
    local.get $2
    i32.const 1
    i32.add
    local.set $2
    br $while-continue|0
   end
  end
  i32.const 13947168
  local.get $2
  i32.store
 )
 (func $core-as/batch/enumerate/beginEnumerate (param $0 i64) (param $1 i64) (param $2 i32) (param $3 i64) (param $4 i64)
  i32.const 13947136
  local.get $0
  i64.store
  i32.const 13947144
  local.get $1
  i64.store
  i32.const 13947152
  local.get $3
  i64.store
  i32.const 13947160
  local.get $4
  i64.store
  i32.const 13947168
  i32.const 0
  i32.store
  i32.const 13947172
  local.get $2
  i32.eqz
  i32.eqz
  i32.store
  i32.const 13947176
  local.get $0
  local.get $1
  i64.gt_u
  i32.store
  i32.const 13947180
  i32.const 0
  i32.store
  i32.const 13947188
  i32.const 0
  i32.store
  global.get $core-as/batch/seen/last
  i32.const 1
  i32.add
  i32.const 16384
  i32.ge_u
  if
   i32.const 13947648
   i32.const 0
   i32.const 1048576
   memory.fill
   i32.const 0
   global.set $core-as/batch/seen/last
  end
  global.get $core-as/batch/seen/last
  i32.const 1
  i32.add
  global.set $core-as/batch/seen/last
  i32.const 13947184
  global.get $core-as/batch/seen/last
  i32.store
  i32.const 13947232
  i32.const 0
  i32.store
 )
 (func $core-as/scan/values/takeMarks (result i32)
  (local $0 i64)
  (local $1 i32)
  (local $2 i32)
  (local $3 i32)
  (local $4 i32)
  (local $5 i64)
  (local $6 i32)
  (local $7 i32)
  (local $8 i32)
  (local $9 i32)
  global.get $core-as/scan/values/left
  local.set $0
  global.get $core-as/scan/values/found
  local.set $4
  loop $while-continue|0
   global.get $core-as/scan/values/block
   global.get $core-as/scan/values/taken
   i32.add
   i32.const -64
   i32.add
   local.set $8
   loop $while-continue|1
    local.get $0
    i64.const 0
    i64.ne
    if
     block $while-break|1
      local.get $4
      i32.const 4096
      i32.eq
      if
       i32.const 1
       local.set $6
       br $while-break|1
      end
      local.get $8
      local.get $0
      i64.ctz
      i32.wrap_i64
      i32.add
      local.set $7
      local.get $0
      local.get $0
      i64.const 1
      i64.sub
      i64.and
      local.set $0
      local.get $7
      i32.const 12894464
      i32.add
      call $core-as/scan/positions/wordAt
      local.set $5
      global.get $core-as/scan/query/ranged
      if (result i32)
       i32.const 0
       local.set $3
       global.get $core-as/scan/query/ranged
       local.set $1
       block $__inlined_func$core-as/scan/pointers/pointsIntoRange$897 (result i32)
        loop $while-continue|01
         local.get $1
         local.get $3
         i32.gt_u
         if
          local.get $5
          local.get $1
          local.get $3
          i32.add
          i32.const 1
          i32.shr_u
          local.tee $2
          i32.const 4
          i32.shl
          i32.const 14996352
          i32.add
          local.tee $9
          i64.load
          i64.lt_u
          if
           local.get $2
           local.set $1
          else
           local.get $5
           local.get $9
           i64.load offset=8
           i64.gt_u
           if (result i32)
            local.get $2
            i32.const 1
            i32.add
           else
            i32.const 1
            br $__inlined_func$core-as/scan/pointers/pointsIntoRange$897
           end
           local.set $3
          end
          br $while-continue|01
         end
        end
        i32.const 0
       end
       i32.eqz
      else
       i32.const 0
      end
      br_if $while-continue|1
      local.get $4
      i32.const 3
      i32.shl
      local.tee $1
      i32.const 11813120
      i32.add
      global.get $core-as/scan/query/address
      local.get $7
      global.get $core-as/scan/values/origin
      i32.sub
      i64.extend_i32_u
      i64.add
      i64.store
      local.get $1
      i32.const 15012736
      i32.add
      local.get $5
      i64.store
      local.get $4
      i32.const 1
      i32.add
      local.set $4
      br $while-continue|1
     end
    end
   end
   global.get $core-as/scan/values/taken
   global.get $core-as/scan/values/size
   i32.ge_u
   local.get $6
   i32.or
   i32.eqz
   if
    global.get $core-as/scan/values/taken
    i32.const 3
    i32.shr_u
    i32.const 15750016
    i32.add
    i64.load
    local.set $0
    global.get $core-as/scan/values/size
    global.get $core-as/scan/values/taken
    i32.sub
    local.tee $1
    i32.const 64
    i32.lt_u
    if
     local.get $0
     i64.const 1
     local.get $1
     i64.extend_i32_u
     i64.shl
     i64.const 1
     i64.sub
     i64.and
     local.set $0
    end
    global.get $core-as/scan/values/taken
    i32.const -64
    i32.sub
    global.set $core-as/scan/values/taken
    br $while-continue|0
   end
  end
  local.get $0
  global.set $core-as/scan/values/left
  local.get $4
  global.set $core-as/scan/values/found
  local.get $6
  i32.eqz
 )
 (func $core-as/scan/values/markBlock (param $0 i32) (param $1 i32) (param $2 i32)
  (local $3 i32)
  (local $4 i32)
  (local $5 i32)
  (local $6 i32)
  (local $7 i32)
  (local $8 i32)
  global.get $core-as/scan/values/scalar
  i32.eqz
  if
   global.get $core-as/scan/query/big
   i32.eqz
   global.get $core-as/scan/query/width
   i32.const 1
   i32.eq
   i32.or
   global.get $core-as/scan/query/form
   i32.eqz
   local.tee $4
   local.get $4
   select
   local.set $5
   global.get $core-as/scan/query/width
   i32.ctz
   global.get $core-as/scan/query/kind
   global.get $core-as/scan/query/form
   i32.const 2
   i32.ge_u
   local.tee $4
   select
   local.set $6
   i32.const 1
   global.get $core-as/scan/query/tests
   local.get $4
   select
   local.set $7
   loop $for-loop|0
    local.get $3
    global.get $core-as/scan/query/width
    i32.lt_u
    if
     local.get $5
     i32.eqz
     if
      local.get $0
      local.get $3
      i32.add
      local.get $1
      local.get $3
      i32.add
      local.get $2
      i32.const 127
      i32.add
      i32.const -128
      i32.and
      call $core-as/scan/before/fillScratch
     end
     local.get $0
     local.get $3
     i32.add
     i32.const 15758272
     local.get $5
     select
     local.set $8
     i32.const 0
     local.set $4
     loop $for-loop|1
      local.get $4
      local.get $7
      i32.lt_u
      if
       local.get $4
       local.get $6
       local.get $8
       local.get $2
       local.get $3
       global.get $core-as/scan/query/outside
       call $core-as/scan/lanes/markTest
       local.get $4
       i32.const 1
       i32.add
       local.set $4
       br $for-loop|1
      end
     end
     local.get $3
     global.get $core-as/scan/query/step
     i32.add
     local.set $3
     br $for-loop|0
    end
   end
   return
  end
  loop $for-loop|00
   local.get $2
   local.get $3
   i32.gt_u
   if
    local.get $0
    local.get $3
    i32.add
    call $core-as/scan/positions/wordAt
    global.get $core-as/scan/query/form
    if (result i64)
     local.get $1
     local.get $3
     i32.add
     call $core-as/scan/positions/wordAt
    else
     i64.const 0
    end
    call $core-as/scan/positions/passes
    if
     local.get $3
     i32.const -64
     i32.and
     i32.const 0
     i64.const 1
     local.get $3
     i32.const 63
     i32.and
     i64.extend_i32_u
     i64.shl
     call $core-as/scan/marks/markBits
    end
    local.get $3
    global.get $core-as/scan/query/step
    i32.add
    local.set $3
    br $for-loop|00
   end
  end
 )
 (func $core-as/scan/values/beginValues (param $0 i32) (param $1 i32) (param $2 i32) (param $3 i32) (param $4 i32) (result i32)
  i32.const 0
  global.set $core-as/scan/values/taken
  i32.const 0
  global.set $core-as/scan/values/size
  i32.const 0
  global.set $core-as/scan/values/block
  i32.const 0
  global.set $core-as/scan/values/end
  i64.const 0
  global.set $core-as/scan/values/left
  local.get $1
  local.get $2
  i32.lt_u
  local.get $1
  i32.const 1052672
  i32.gt_u
  i32.or
  local.get $0
  local.get $2
  i32.gt_u
  i32.or
  if (result i32)
   i32.const 0
  else
   call $core-as/scan/query/takeQuery
  end
  i32.eqz
  if
   i32.const 0
   return
  end
  local.get $1
  local.get $0
  i32.sub
  i32.const 1052672
  local.get $3
  i32.sub
  i32.gt_u
  local.get $3
  i32.const 1052672
  i32.gt_u
  i32.or
  i32.const 0
  global.get $core-as/scan/query/form
  select
  if
   i32.const 0
   return
  end
  local.get $4
  i32.eqz
  i32.eqz
  global.set $core-as/scan/values/scalar
  local.get $0
  global.set $core-as/scan/values/block
  global.get $core-as/scan/values/block
  global.set $core-as/scan/values/origin
  local.get $3
  global.set $core-as/scan/values/before
  global.get $core-as/scan/query/width
  local.get $1
  local.get $0
  i32.sub
  i32.le_u
  if (result i32)
   local.get $2
   local.get $1
   global.get $core-as/scan/query/width
   i32.sub
   i32.const 1
   i32.add
   local.tee $0
   local.get $0
   local.get $2
   i32.gt_u
   select
  else
   local.get $0
  end
  global.set $core-as/scan/values/end
  i32.const 0
  local.set $0
  loop $for-loop|0
   local.get $0
   i32.const 16
   i32.lt_u
   if
    local.get $0
    i32.const 16712880
    i32.add
    local.get $0
    global.get $core-as/scan/query/width
    i32.const 1
    i32.sub
    i32.xor
    local.get $0
    global.get $core-as/scan/query/big
    select
    i32.store8
    local.get $0
    i32.const 16712896
    i32.add
    i32.const 128
    i32.const 0
    global.get $core-as/scan/query/signed
    if (result i32)
     i32.const 0
    else
     global.get $core-as/scan/query/width
     i32.const 1
     i32.sub
     local.tee $1
     local.get $0
     i32.and
     local.get $1
     i32.eq
    end
    select
    i32.store8
    local.get $0
    i32.const 1
    i32.add
    local.set $0
    br $for-loop|0
   end
  end
  global.get $core-as/scan/query/form
  i32.const 2
  i32.ge_u
  if
   i32.const 14996264
   i64.const -1
   i64.store
   i32.const 14996256
   i64.const -1
   i64.store
  end
  i32.const 1
 )
 (func $core-as/scan/self-pointers/countVotes (param $0 i32) (param $1 i32) (param $2 i64) (result i32)
  (local $3 i32)
  (local $4 i32)
  (local $5 i32)
  (local $6 i64)
  local.get $0
  local.get $1
  i32.gt_u
  local.get $1
  i32.const 1052672
  i32.gt_u
  i32.or
  local.get $2
  i64.const 7
  i64.and
  i64.const 0
  i64.ne
  i32.or
  if
   i32.const 0
   return
  end
  local.get $2
  local.get $0
  i64.extend_i32_u
  i64.sub
  local.set $2
  loop $for-loop|0
   local.get $0
   i32.const 16
   i32.add
   local.get $1
   i32.le_u
   if
    block $for-continue|0
     local.get $0
     i32.const 12894464
     i32.add
     i64.load
     local.tee $6
     i64.const -72057594037927936
     i64.lt_u
     if (result i32)
      i32.const 1
     else
      local.get $0
      i32.const 12894472
      i32.add
      i64.load
      local.get $6
      i64.ne
     end
     br_if $for-continue|0
     local.get $6
     local.get $2
     local.get $0
     i64.extend_i32_u
     i64.add
     i64.sub
     local.tee $6
     i64.const 4095
     i64.and
     i64.const 0
     i64.ne
     br_if $for-continue|0
     local.get $6
     i64.const 12
     i64.shr_u
     i64.const -7046029254386353131
     i64.mul
     i64.const 40
     i64.shr_u
     i32.wrap_i64
     i32.const 32767
     i32.and
     local.set $4
     i32.const 0
     local.set $5
     loop $for-loop|1
      local.get $5
      i32.const 64
      i32.lt_u
      if
       block $for-break1
        local.get $4
        i32.const 5
        i32.shl
        i32.const 11845888
        i32.add
        local.tee $3
        i32.load offset=24
        i32.eqz
        if
         local.get $3
         local.get $6
         i64.store
         local.get $3
         local.get $2
         local.get $0
         i64.extend_i32_u
         i64.add
         i64.store offset=8
        end
        local.get $3
        i64.load
        local.get $6
        i64.eq
        if
         local.get $3
         local.get $3
         i32.load offset=24
         i32.const 1
         i32.add
         i32.store offset=24
         local.get $3
         local.get $2
         local.get $0
         i64.extend_i32_u
         i64.add
         i64.store offset=16
         br $for-break1
        end
        local.get $4
        i32.const 1
        i32.add
        i32.const 32767
        i32.and
        local.set $4
        local.get $5
        i32.const 1
        i32.add
        local.set $5
        br $for-loop|1
       end
      end
     end
    end
    local.get $0
    i32.const 8
    i32.add
    local.set $0
    br $for-loop|0
   end
  end
  i32.const 1
 )
 (func $core-as/scan/query/takeQuery (result i32)
  i32.const 14996232
  i32.load
  i32.const 5
  i32.gt_u
  if (result i32)
   i32.const 1
  else
   i32.const 14996236
   i32.load
   i32.const 3
   i32.gt_u
  end
  if (result i32)
   i32.const 1
  else
   i32.const 14996240
   i32.load
   i32.const 7
   i32.gt_u
  end
  if (result i32)
   i32.const 1
  else
   i32.const 14996252
   i32.load
   i32.const 1024
   i32.gt_u
  end
  if
   i32.const 0
   return
  end
  i32.const 14996224
  i64.load
  global.set $core-as/scan/query/address
  i32.const 14996232
  i32.load
  global.set $core-as/scan/query/kind
  i32.const 14996236
  i32.load
  global.set $core-as/scan/query/form
  i32.const 14996244
  i32.load
  global.set $core-as/scan/query/step
  i32.const 14996248
  i32.load
  global.set $core-as/scan/query/tests
  i32.const 14996252
  i32.load
  global.set $core-as/scan/query/ranged
  i32.const 1
  global.get $core-as/scan/query/kind
  global.get $core-as/scan/query/kind
  i32.const 2
  i32.sub
  global.get $core-as/scan/query/kind
  i32.const 4
  i32.lt_u
  select
  i32.shl
  global.set $core-as/scan/query/width
  i32.const 14996240
  i32.load
  i32.const 1
  i32.and
  global.set $core-as/scan/query/big
  i32.const 14996240
  i32.load
  i32.const 2
  i32.and
  i32.const 0
  i32.ne
  global.set $core-as/scan/query/signed
  i32.const 14996240
  i32.load
  i32.const 4
  i32.and
  i32.const 0
  i32.ne
  global.set $core-as/scan/query/outside
  global.get $core-as/scan/query/step
  i32.popcnt
  i32.const 1
  i32.ne
  global.get $core-as/scan/query/step
  global.get $core-as/scan/query/width
  i32.gt_u
  i32.or
  if
   i32.const 0
   return
  end
  global.get $core-as/scan/query/form
  i32.const 1
  i32.gt_u
  if
   global.get $core-as/scan/query/outside
   global.get $core-as/scan/query/tests
   i32.or
   i32.eqz
   return
  end
  global.get $core-as/scan/query/tests
  i32.const 1
  i32.const 4
  global.get $core-as/scan/query/outside
  select
  i32.le_u
  i32.const 0
  global.get $core-as/scan/query/tests
  select
 )
 (func $core-as/scan/positions/passes (param $0 i64) (param $1 i64) (result i32)
  (local $2 i32)
  (local $3 i64)
  (local $4 i32)
  global.get $core-as/scan/query/form
  i32.const 2
  i32.ge_u
  if
   local.get $0
   local.get $1
   global.get $core-as/scan/query/form
   i32.const 2
   i32.eq
   local.tee $2
   select
   local.set $3
   local.get $1
   local.get $0
   local.get $2
   select
   local.set $0
   global.get $core-as/scan/query/kind
   i32.const 4
   i32.ge_u
   if
    local.get $3
    i32.wrap_i64
    f32.reinterpret_i32
    f64.promote_f32
    local.get $3
    f64.reinterpret_i64
    global.get $core-as/scan/query/kind
    i32.const 4
    i32.eq
    local.tee $2
    select
    local.get $0
    i32.wrap_i64
    f32.reinterpret_i32
    f64.promote_f32
    local.get $0
    f64.reinterpret_i64
    local.get $2
    select
    f64.gt
    return
   end
   i64.const -9223372036854775808
   i64.const 0
   global.get $core-as/scan/query/signed
   select
   local.tee $1
   local.get $3
   i32.const 64
   i32.const 8
   global.get $core-as/scan/query/kind
   i32.shl
   i32.sub
   local.tee $2
   i64.extend_i32_s
   i64.shl
   i64.xor
   local.get $0
   local.get $2
   i64.extend_i32_s
   i64.shl
   local.get $1
   i64.xor
   i64.gt_u
   return
  end
  loop $for-loop|0
   local.get $2
   global.get $core-as/scan/query/tests
   i32.lt_u
   if
    local.get $4
    if (result i32)
     i32.const 1
    else
     local.get $2
     local.get $0
     local.get $1
     call $core-as/scan/positions/isInside
    end
    local.set $4
    local.get $2
    i32.const 1
    i32.add
    local.set $2
    br $for-loop|0
   end
  end
  local.get $4
  global.get $core-as/scan/query/outside
  i32.ne
 )
 (func $core-as/scan/positions/isInside (param $0 i32) (param $1 i64) (param $2 i64) (result i32)
  (local $3 f64)
  (local $4 i64)
  (local $5 f64)
  (local $6 i64)
  (local $7 f32)
  (local $8 f64)
  local.get $0
  i32.const 4
  i32.shl
  i32.const 14996256
  i32.add
  local.tee $0
  f64.load
  local.set $3
  local.get $0
  i64.load
  local.set $4
  local.get $0
  f64.load offset=8
  local.set $5
  local.get $0
  i64.load offset=8
  local.set $6
  global.get $core-as/scan/query/kind
  i32.const 4
  i32.lt_u
  if
   local.get $1
   local.get $2
   i64.sub
   local.get $1
   global.get $core-as/scan/query/form
   i32.const 1
   i32.eq
   select
   local.get $4
   i64.sub
   i32.const 64
   i32.const 8
   global.get $core-as/scan/query/kind
   i32.shl
   i32.sub
   local.tee $0
   i64.extend_i32_s
   i64.shl
   local.get $6
   local.get $4
   i64.sub
   local.get $0
   i64.extend_i32_s
   i64.shl
   i64.le_u
   return
  end
  local.get $1
  i32.wrap_i64
  f32.reinterpret_i32
  f64.promote_f32
  local.get $1
  f64.reinterpret_i64
  global.get $core-as/scan/query/kind
  i32.const 4
  i32.eq
  local.tee $0
  select
  local.tee $8
  local.get $2
  i32.wrap_i64
  f32.reinterpret_i32
  f64.promote_f32
  local.get $2
  f64.reinterpret_i64
  local.get $0
  select
  f64.sub
  local.get $8
  global.get $core-as/scan/query/form
  i32.const 1
  i32.eq
  select
  local.set $8
  local.get $0
  if
   local.get $8
   f32.demote_f64
   local.tee $7
   local.get $3
   f32.demote_f64
   f32.ge
   local.get $7
   local.get $5
   f32.demote_f64
   f32.le
   i32.and
   return
  end
  local.get $3
  local.get $8
  f64.le
  local.get $5
  local.get $8
  f64.ge
  i32.and
 )
 (func $core-as/scan/patterns/preparePattern (param $0 i32) (result i32)
  (local $1 i32)
  (local $2 i32)
  (local $3 i32)
  (local $4 i32)
  (local $5 i32)
  (local $6 i32)
  (local $7 i32)
  (local $8 i32)
  local.get $0
  i32.const 528
  i32.mul
  i32.const 11804672
  i32.add
  local.tee $1
  i32.load
  local.tee $4
  i32.eqz
  local.get $4
  i32.const 256
  i32.gt_u
  i32.or
  if
   i32.const 0
   return
  end
  local.get $0
  i32.const 20
  i32.mul
  i32.const 16712408
  i32.add
  local.tee $7
  local.get $4
  i32.store
  local.get $7
  local.get $1
  i32.const 16
  i32.add
  i32.store offset=16
  local.get $4
  local.tee $3
  local.set $0
  i32.const -1
  local.set $1
  loop $for-loop|0
   local.get $2
   local.get $4
   i32.lt_u
   if
    local.get $7
    local.get $2
    i32.const 1
    i32.add
    call $core-as/scan/patterns/frequency
    local.get $7
    local.get $2
    call $core-as/scan/patterns/frequency
    local.tee $6
    i32.add
    local.tee $8
    local.get $1
    i32.lt_u
    if
     local.get $2
     local.set $5
     local.get $8
     local.set $1
    end
    local.get $2
    local.get $3
    local.get $6
    i32.const 8
    i32.lt_u
    if (result i32)
     local.get $3
     local.get $4
     i32.eq
     if (result i32)
      i32.const 1
     else
      local.get $7
      local.get $3
      call $core-as/scan/patterns/frequency
      local.get $6
      i32.gt_u
     end
    else
     i32.const 0
    end
    select
    local.set $3
    local.get $2
    i32.const 1
    i32.add
    local.set $2
    br $for-loop|0
   end
  end
  i32.const -1
  local.set $1
  i32.const 0
  local.set $2
  loop $for-loop|1
   local.get $2
   local.get $4
   i32.lt_u
   if
    local.get $2
    local.get $3
    i32.eq
    local.get $7
    local.get $2
    call $core-as/scan/patterns/maskOf
    i32.const 255
    i32.ne
    i32.or
    i32.eqz
    if
     local.get $7
     local.get $2
     call $core-as/scan/patterns/frequency
     i32.const 4
     i32.const 0
     local.get $7
     local.get $2
     call $core-as/scan/patterns/byteOf
     local.get $7
     local.get $3
     call $core-as/scan/patterns/byteOf
     i32.eq
     select
     i32.add
     local.tee $6
     local.get $1
     i32.lt_u
     if
      local.get $6
      local.set $1
      local.get $2
      local.set $0
     end
    end
    local.get $2
    i32.const 1
    i32.add
    local.set $2
    br $for-loop|1
   end
  end
  local.get $7
  local.get $3
  i32.store offset=4
  local.get $7
  local.get $3
  local.get $0
  local.get $0
  local.get $4
  i32.eq
  select
  i32.store offset=8
  local.get $7
  local.get $5
  i32.store offset=12
  local.get $7
  i32.load offset=16
  i32.const 256
  i32.add
  local.get $4
  i32.add
  i32.const 0
  i32.const 0
  local.get $4
  i32.sub
  i32.const 7
  i32.and
  memory.fill
  i32.const 1
 )
 (func $core-as/scan/many/scanLanes (result i32)
  (local $0 v128)
  (local $1 i32)
  (local $2 i64)
  (local $3 v128)
  (local $4 v128)
  (local $5 v128)
  (local $6 v128)
  (local $7 i32)
  (local $8 v128)
  (local $9 i32)
  (local $10 v128)
  (local $11 v128)
  (local $12 v128)
  i32.const 16712736
  v128.load
  local.set $3
  i32.const 16712752
  v128.load
  local.set $4
  i32.const 16712768
  v128.load
  local.set $5
  i32.const 16712784
  v128.load
  local.set $6
  i32.const 16712864
  v128.load
  local.set $0
  global.get $core-as/scan/many/position
  local.set $1
  loop $for-loop|0
   local.get $1
   global.get $core-as/scan/many/end
   i32.lt_u
   if
    local.get $3
    local.get $1
    i32.const 12894464
    i32.add
    local.tee $7
    v128.load
    local.tee $8
    local.get $0
    v128.and
    i8x16.swizzle
    local.get $4
    local.get $8
    i32.const 4
    i16x8.shr_u
    local.get $0
    v128.and
    i8x16.swizzle
    v128.and
    local.get $5
    local.get $7
    v128.load offset=1
    local.tee $8
    local.get $0
    v128.and
    i8x16.swizzle
    local.get $6
    local.get $8
    i32.const 4
    i16x8.shr_u
    local.get $0
    v128.and
    i8x16.swizzle
    v128.and
    v128.and
    local.tee $8
    local.get $3
    local.get $7
    i32.const 16
    i32.add
    local.tee $9
    v128.load
    local.tee $10
    local.get $0
    v128.and
    i8x16.swizzle
    local.get $4
    local.get $10
    i32.const 4
    i16x8.shr_u
    local.get $0
    v128.and
    i8x16.swizzle
    v128.and
    local.get $5
    local.get $9
    v128.load offset=1
    local.tee $10
    local.get $0
    v128.and
    i8x16.swizzle
    local.get $6
    local.get $10
    i32.const 4
    i16x8.shr_u
    local.get $0
    v128.and
    i8x16.swizzle
    v128.and
    v128.and
    local.tee $10
    v128.or
    local.get $3
    local.get $7
    i32.const 32
    i32.add
    local.tee $9
    v128.load
    local.tee $11
    local.get $0
    v128.and
    i8x16.swizzle
    local.get $4
    local.get $11
    i32.const 4
    i16x8.shr_u
    local.get $0
    v128.and
    i8x16.swizzle
    v128.and
    local.get $5
    local.get $9
    v128.load offset=1
    local.tee $11
    local.get $0
    v128.and
    i8x16.swizzle
    local.get $6
    local.get $11
    i32.const 4
    i16x8.shr_u
    local.get $0
    v128.and
    i8x16.swizzle
    v128.and
    v128.and
    local.tee $11
    local.get $3
    local.get $7
    i32.const 48
    i32.add
    local.tee $7
    v128.load
    local.tee $12
    local.get $0
    v128.and
    i8x16.swizzle
    local.get $4
    local.get $12
    i32.const 4
    i16x8.shr_u
    local.get $0
    v128.and
    i8x16.swizzle
    v128.and
    local.get $5
    local.get $7
    v128.load offset=1
    local.tee $12
    local.get $0
    v128.and
    i8x16.swizzle
    local.get $6
    local.get $12
    i32.const 4
    i16x8.shr_u
    local.get $0
    v128.and
    i8x16.swizzle
    v128.and
    v128.and
    local.tee $12
    v128.or
    v128.or
    v128.any_true
    if
     global.get $core-as/scan/patterns/found
     global.get $core-as/scan/many/count
     i32.const 6
     i32.shl
     i32.add
     i32.const 4096
     i32.gt_u
     if
      local.get $1
      global.set $core-as/scan/many/position
      i32.const 0
      return
     end
     i32.const 16712800
     local.get $8
     v128.store
     i32.const 16712816
     local.get $10
     v128.store
     i32.const 16712832
     local.get $11
     v128.store
     i32.const 16712848
     local.get $12
     v128.store
     local.get $8
     v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000
     i8x16.ne
     i8x16.bitmask
     i64.extend_i32_s
     local.get $10
     v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000
     i8x16.ne
     i8x16.bitmask
     i64.extend_i32_s
     i64.const 16
     i64.shl
     i64.or
     local.get $11
     v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000
     i8x16.ne
     i8x16.bitmask
     i64.extend_i32_s
     i64.const 32
     i64.shl
     i64.or
     local.get $12
     v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000
     i8x16.ne
     i8x16.bitmask
     i64.extend_i32_s
     i64.const 48
     i64.shl
     i64.or
     local.set $2
     loop $while-continue|1
      local.get $2
      i64.const 0
      i64.ne
      if
       local.get $2
       i64.ctz
       i32.wrap_i64
       local.tee $7
       local.get $1
       i32.add
       local.tee $9
       global.get $core-as/scan/many/end
       i32.lt_u
       if
        local.get $2
        local.get $2
        i64.const 1
        i64.sub
        i64.and
        local.set $2
        local.get $7
        i32.const 16712800
        i32.add
        i32.load8_u
        local.get $9
        call $core-as/scan/many/tryGroups
        br $while-continue|1
       end
      end
     end
    end
    local.get $1
    i32.const -64
    i32.sub
    local.set $1
    br $for-loop|0
   end
  end
  global.get $core-as/scan/many/end
  global.set $core-as/scan/many/position
  i32.const 1
 )
 (func $core-as/scan/many/beginMany (param $0 i32) (param $1 i32) (param $2 i32) (param $3 i32)
  (local $4 i32)
  (local $5 i32)
  (local $6 i32)
  (local $7 i32)
  (local $8 i32)
  (local $9 i32)
  local.get $0
  global.set $core-as/scan/many/count
  local.get $1
  global.set $core-as/scan/many/position
  global.get $core-as/scan/many/position
  global.set $core-as/scan/many/from
  local.get $2
  global.set $core-as/scan/many/size
  local.get $3
  global.set $core-as/scan/many/limit
  local.get $1
  global.set $core-as/scan/many/end
  i32.const 16712736
  i32.const 0
  i32.const 64
  memory.fill
  loop $for-loop|0
   local.get $0
   local.get $6
   i32.gt_u
   if
    local.get $6
    i32.const 20
    i32.mul
    i32.const 16712408
    i32.add
    local.tee $5
    i32.load
    local.get $2
    i32.le_u
    if
     global.get $core-as/scan/many/end
     local.tee $1
     local.get $5
     i32.load offset=12
     local.get $3
     local.get $2
     local.get $5
     i32.load
     i32.sub
     i32.const 1
     i32.add
     local.tee $4
     local.get $3
     local.get $4
     i32.lt_u
     select
     i32.add
     local.tee $4
     local.get $1
     local.get $4
     i32.gt_u
     select
     global.set $core-as/scan/many/end
     i32.const 0
     local.set $1
     loop $for-loop|1
      local.get $1
      i32.const 4
      i32.lt_u
      if
       local.get $5
       i32.load offset=12
       local.get $1
       i32.const 1
       i32.shr_u
       i32.add
       local.set $7
       local.get $1
       i32.const 1
       i32.and
       i32.const 2
       i32.shl
       local.set $8
       i32.const 0
       local.set $4
       loop $for-loop|2
        local.get $4
        i32.const 16
        i32.lt_u
        if
         local.get $5
         local.get $7
         call $core-as/scan/patterns/byteOf
         local.get $8
         i32.shr_u
         local.get $4
         i32.xor
         local.get $5
         local.get $7
         call $core-as/scan/patterns/maskOf
         local.get $8
         i32.shr_u
         i32.and
         i32.const 15
         i32.and
         i32.eqz
         if
          local.get $1
          i32.const 4
          i32.shl
          i32.const 16712736
          i32.add
          local.get $4
          i32.add
          local.tee $9
          local.get $9
          i32.load8_u
          i32.const 1
          local.get $6
          i32.const 7
          i32.and
          i32.shl
          i32.or
          i32.store8
         end
         local.get $4
         i32.const 1
         i32.add
         local.set $4
         br $for-loop|2
        end
       end
       local.get $1
       i32.const 1
       i32.add
       local.set $1
       br $for-loop|1
      end
     end
    end
    local.get $6
    i32.const 1
    i32.add
    local.set $6
    br $for-loop|0
   end
  end
 )
 (func $core-as/scan/lanes/markTest (param $0 i32) (param $1 i32) (param $2 i32) (param $3 i32) (param $4 i32) (param $5 i32)
  (local $6 v128)
  (local $7 i64)
  (local $8 i64)
  local.get $0
  i32.const 4
  i32.shl
  i32.const 14996256
  i32.add
  local.tee $0
  i64.load
  local.set $7
  local.get $0
  i64.load offset=8
  local.set $8
  local.get $1
  if
   local.get $1
   i32.const 1
   i32.eq
   if
    local.get $2
    local.get $3
    local.get $4
    local.get $7
    local.get $8
    local.get $5
    call $core-as/scan/lanes/markIntegers<i16>
   else
    local.get $1
    i32.const 2
    i32.eq
    if
     local.get $5
     i32.eqz
     local.get $7
     i32.wrap_i64
     local.get $8
     i32.wrap_i64
     i32.eq
     i32.and
     if
      i32.const 0
      local.set $1
      local.get $7
      i32.wrap_i64
      i32x4.splat
      local.set $6
      loop $for-loop|0
       local.get $1
       local.get $3
       i32.lt_u
       if
        local.get $1
        local.get $2
        i32.add
        local.tee $0
        v128.load
        local.get $6
        i32x4.eq
        local.get $0
        v128.load offset=16
        local.get $6
        i32x4.eq
        v128.or
        local.get $0
        v128.load offset=32
        local.get $6
        i32x4.eq
        local.get $0
        v128.load offset=48
        local.get $6
        i32x4.eq
        v128.or
        v128.or
        local.get $0
        v128.load offset=64
        local.get $6
        i32x4.eq
        local.get $0
        v128.load offset=80
        local.get $6
        i32x4.eq
        v128.or
        local.get $0
        v128.load offset=96
        local.get $6
        i32x4.eq
        local.get $0
        v128.load offset=112
        local.get $6
        i32x4.eq
        v128.or
        v128.or
        v128.or
        v128.any_true
        if
         local.get $2
         local.get $1
         local.get $3
         local.get $1
         i32.const 128
         i32.add
         local.tee $0
         local.get $0
         local.get $3
         i32.gt_u
         select
         local.get $4
         local.get $7
         local.get $7
         i32.const 0
         call $core-as/scan/lanes/markIntegers<i32>
        end
        local.get $1
        i32.const 128
        i32.add
        local.set $1
        br $for-loop|0
       end
      end
     else
      local.get $2
      i32.const 0
      local.get $3
      local.get $4
      local.get $7
      local.get $8
      local.get $5
      call $core-as/scan/lanes/markIntegers<i32>
     end
    else
     local.get $1
     i32.const 3
     i32.eq
     if
      local.get $5
      i32.eqz
      local.get $7
      local.get $8
      i64.eq
      i32.and
      if
       i32.const 0
       local.set $1
       local.get $7
       i64x2.splat
       local.set $6
       loop $for-loop|00
        local.get $1
        local.get $3
        i32.lt_u
        if
         local.get $1
         local.get $2
         i32.add
         local.tee $0
         v128.load
         local.get $6
         i64x2.eq
         local.get $0
         v128.load offset=16
         local.get $6
         i64x2.eq
         v128.or
         local.get $0
         v128.load offset=32
         local.get $6
         i64x2.eq
         local.get $0
         v128.load offset=48
         local.get $6
         i64x2.eq
         v128.or
         v128.or
         local.get $0
         v128.load offset=64
         local.get $6
         i64x2.eq
         local.get $0
         v128.load offset=80
         local.get $6
         i64x2.eq
         v128.or
         local.get $0
         v128.load offset=96
         local.get $6
         i64x2.eq
         local.get $0
         v128.load offset=112
         local.get $6
         i64x2.eq
         v128.or
         v128.or
         v128.or
         v128.any_true
         if
          local.get $2
          local.get $1
          local.get $3
          local.get $1
          i32.const 128
          i32.add
          local.tee $0
          local.get $0
          local.get $3
          i32.gt_u
          select
          local.get $4
          local.get $7
          local.get $7
          i32.const 0
          call $core-as/scan/lanes/markIntegers<i64>
         end
         local.get $1
         i32.const 128
         i32.add
         local.set $1
         br $for-loop|00
        end
       end
      else
       local.get $2
       i32.const 0
       local.get $3
       local.get $4
       local.get $7
       local.get $8
       local.get $5
       call $core-as/scan/lanes/markIntegers<i64>
      end
     else
      local.get $1
      i32.const 4
      i32.eq
      if
       local.get $2
       local.get $3
       local.get $4
       local.get $7
       local.get $8
       local.get $5
       call $core-as/scan/lanes/markFloats<f32>
      else
       local.get $2
       local.get $3
       local.get $4
       local.get $7
       local.get $8
       local.get $5
       call $core-as/scan/lanes/markFloats<f64>
      end
     end
    end
   end
  else
   local.get $2
   local.get $3
   local.get $4
   local.get $7
   local.get $8
   local.get $5
   call $core-as/scan/lanes/markIntegers<i8>
  end
 )
 (func $core-as/scan/lanes/markIntegers<i8> (param $0 i32) (param $1 i32) (param $2 i32) (param $3 i64) (param $4 i64) (param $5 i32)
  (local $6 v128)
  (local $7 v128)
  (local $8 v128)
  (local $9 i32)
  (local $10 v128)
  (local $11 v128)
  (local $12 v128)
  (local $13 v128)
  local.get $3
  i64.const 128
  i64.add
  i32.wrap_i64
  i8x16.splat
  local.set $6
  local.get $4
  local.get $3
  i64.sub
  i64.const 128
  i64.sub
  i32.wrap_i64
  i8x16.splat
  local.set $7
  v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000
  v128.const i32x4 0xffffffff 0xffffffff 0xffffffff 0xffffffff
  local.get $5
  select
  local.set $8
  loop $for-loop|0
   local.get $1
   local.get $9
   i32.gt_u
   if
    local.get $0
    local.get $9
    i32.add
    local.tee $5
    v128.load
    local.get $6
    i8x16.sub
    local.get $7
    i8x16.gt_s
    local.get $8
    v128.xor
    local.tee $10
    local.get $5
    v128.load offset=16
    local.get $6
    i8x16.sub
    local.get $7
    i8x16.gt_s
    local.get $8
    v128.xor
    local.tee $11
    v128.or
    local.get $5
    v128.load offset=32
    local.get $6
    i8x16.sub
    local.get $7
    i8x16.gt_s
    local.get $8
    v128.xor
    local.tee $12
    local.get $5
    v128.load offset=48
    local.get $6
    i8x16.sub
    local.get $7
    i8x16.gt_s
    local.get $8
    v128.xor
    local.tee $13
    v128.or
    v128.or
    v128.any_true
    if
     local.get $9
     local.get $2
     v128.const i32x4 0xffffffff 0xffffffff 0xffffffff 0xffffffff
     local.get $10
     local.get $11
     local.get $12
     local.get $13
     call $core-as/scan/lanes/markLanes
    end
    local.get $9
    i32.const -64
    i32.sub
    local.set $9
    br $for-loop|0
   end
  end
 )
 (func $core-as/scan/lanes/markIntegers<i16> (param $0 i32) (param $1 i32) (param $2 i32) (param $3 i64) (param $4 i64) (param $5 i32)
  (local $6 v128)
  (local $7 v128)
  (local $8 v128)
  (local $9 i32)
  (local $10 v128)
  (local $11 v128)
  (local $12 v128)
  (local $13 v128)
  local.get $3
  i64.const 32768
  i64.add
  i32.wrap_i64
  i16x8.splat
  local.set $6
  local.get $4
  local.get $3
  i64.sub
  i64.const 32768
  i64.sub
  i32.wrap_i64
  i16x8.splat
  local.set $7
  v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000
  v128.const i32x4 0xffffffff 0xffffffff 0xffffffff 0xffffffff
  local.get $5
  select
  local.set $8
  loop $for-loop|0
   local.get $1
   local.get $9
   i32.gt_u
   if
    local.get $0
    local.get $9
    i32.add
    local.tee $5
    v128.load
    local.get $6
    i16x8.sub
    local.get $7
    i16x8.gt_s
    local.get $8
    v128.xor
    local.tee $10
    local.get $5
    v128.load offset=16
    local.get $6
    i16x8.sub
    local.get $7
    i16x8.gt_s
    local.get $8
    v128.xor
    local.tee $11
    v128.or
    local.get $5
    v128.load offset=32
    local.get $6
    i16x8.sub
    local.get $7
    i16x8.gt_s
    local.get $8
    v128.xor
    local.tee $12
    local.get $5
    v128.load offset=48
    local.get $6
    i16x8.sub
    local.get $7
    i16x8.gt_s
    local.get $8
    v128.xor
    local.tee $13
    v128.or
    v128.or
    v128.any_true
    if
     local.get $9
     local.get $2
     v128.const i32x4 0x00ff00ff 0x00ff00ff 0x00ff00ff 0x00ff00ff
     local.get $10
     local.get $11
     local.get $12
     local.get $13
     call $core-as/scan/lanes/markLanes
    end
    local.get $9
    i32.const -64
    i32.sub
    local.set $9
    br $for-loop|0
   end
  end
 )
 (func $core-as/scan/lanes/markFloats<f64> (param $0 i32) (param $1 i32) (param $2 i32) (param $3 i64) (param $4 i64) (param $5 i32)
  (local $6 v128)
  (local $7 v128)
  (local $8 v128)
  (local $9 i32)
  (local $10 v128)
  (local $11 v128)
  (local $12 v128)
  (local $13 v128)
  local.get $3
  f64.reinterpret_i64
  f64x2.splat
  local.set $6
  local.get $4
  f64.reinterpret_i64
  f64x2.splat
  local.set $7
  v128.const i32x4 0xffffffff 0xffffffff 0xffffffff 0xffffffff
  v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000
  local.get $5
  select
  local.set $8
  loop $for-loop|0
   local.get $1
   local.get $9
   i32.gt_u
   if
    local.get $0
    local.get $9
    i32.add
    local.tee $5
    v128.load
    local.tee $10
    local.get $6
    f64x2.ge
    local.get $10
    local.get $7
    f64x2.le
    v128.and
    local.get $8
    v128.xor
    local.tee $10
    local.get $5
    v128.load offset=16
    local.tee $11
    local.get $6
    f64x2.ge
    local.get $11
    local.get $7
    f64x2.le
    v128.and
    local.get $8
    v128.xor
    local.tee $11
    v128.or
    local.get $5
    v128.load offset=32
    local.tee $12
    local.get $6
    f64x2.ge
    local.get $12
    local.get $7
    f64x2.le
    v128.and
    local.get $8
    v128.xor
    local.tee $12
    local.get $5
    v128.load offset=48
    local.tee $13
    local.get $6
    f64x2.ge
    local.get $13
    local.get $7
    f64x2.le
    v128.and
    local.get $8
    v128.xor
    local.tee $13
    v128.or
    v128.or
    v128.any_true
    if
     local.get $9
     local.get $2
     v128.const i32x4 0x000000ff 0x00000000 0x000000ff 0x00000000
     local.get $10
     local.get $11
     local.get $12
     local.get $13
     call $core-as/scan/lanes/markLanes
    end
    local.get $9
    i32.const -64
    i32.sub
    local.set $9
    br $for-loop|0
   end
  end
 )
 (func $core-as/scan/lanes/markFloats<f32> (param $0 i32) (param $1 i32) (param $2 i32) (param $3 i64) (param $4 i64) (param $5 i32)
  (local $6 v128)
  (local $7 v128)
  (local $8 v128)
  (local $9 i32)
  (local $10 v128)
  (local $11 v128)
  (local $12 v128)
  (local $13 v128)
  local.get $3
  f64.reinterpret_i64
  f32.demote_f64
  f32x4.splat
  local.set $6
  local.get $4
  f64.reinterpret_i64
  f32.demote_f64
  f32x4.splat
  local.set $7
  v128.const i32x4 0xffffffff 0xffffffff 0xffffffff 0xffffffff
  v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000
  local.get $5
  select
  local.set $8
  loop $for-loop|0
   local.get $1
   local.get $9
   i32.gt_u
   if
    local.get $0
    local.get $9
    i32.add
    local.tee $5
    v128.load
    local.tee $10
    local.get $6
    f32x4.ge
    local.get $10
    local.get $7
    f32x4.le
    v128.and
    local.get $8
    v128.xor
    local.tee $10
    local.get $5
    v128.load offset=16
    local.tee $11
    local.get $6
    f32x4.ge
    local.get $11
    local.get $7
    f32x4.le
    v128.and
    local.get $8
    v128.xor
    local.tee $11
    v128.or
    local.get $5
    v128.load offset=32
    local.tee $12
    local.get $6
    f32x4.ge
    local.get $12
    local.get $7
    f32x4.le
    v128.and
    local.get $8
    v128.xor
    local.tee $12
    local.get $5
    v128.load offset=48
    local.tee $13
    local.get $6
    f32x4.ge
    local.get $13
    local.get $7
    f32x4.le
    v128.and
    local.get $8
    v128.xor
    local.tee $13
    v128.or
    v128.or
    v128.any_true
    if
     local.get $9
     local.get $2
     v128.const i32x4 0x000000ff 0x000000ff 0x000000ff 0x000000ff
     local.get $10
     local.get $11
     local.get $12
     local.get $13
     call $core-as/scan/lanes/markLanes
    end
    local.get $9
    i32.const -64
    i32.sub
    local.set $9
    br $for-loop|0
   end
  end
 )
 (func $core-as/scan/bytes/scanLanes (param $0 i32) (param $1 i32) (result i32)
  (local $2 v128)
  (local $3 v128)
  (local $4 i32)
  (local $5 i32)
  (local $6 i32)
  (local $7 i32)
  (local $8 i32)
  (local $9 i32)
  local.get $0
  local.get $0
  i32.load offset=4
  call $core-as/scan/patterns/byteOf
  i8x16.splat
  local.set $2
  local.get $0
  local.get $0
  i32.load offset=8
  call $core-as/scan/patterns/byteOf
  i8x16.splat
  local.set $3
  local.get $0
  i32.load offset=4
  i32.const 12894464
  i32.add
  local.set $5
  local.get $0
  i32.load offset=8
  i32.const 12894464
  i32.add
  local.set $6
  global.get $core-as/scan/bytes/position
  local.set $0
  loop $for-loop|0
   local.get $4
   i32.const 8
   i32.lt_u
   local.get $0
   local.get $1
   i32.lt_u
   i32.and
   if
    local.get $0
    local.get $5
    i32.add
    local.tee $8
    v128.load
    local.get $2
    i8x16.eq
    local.get $8
    v128.load offset=16
    local.get $2
    i8x16.eq
    v128.or
    local.get $8
    v128.load offset=32
    local.get $2
    i8x16.eq
    local.get $8
    v128.load offset=48
    local.get $2
    i8x16.eq
    v128.or
    v128.or
    local.get $8
    v128.load offset=64
    local.get $2
    i8x16.eq
    local.get $8
    v128.load offset=80
    local.get $2
    i8x16.eq
    v128.or
    local.get $8
    v128.load offset=96
    local.get $2
    i8x16.eq
    local.get $8
    v128.load offset=112
    local.get $2
    i8x16.eq
    v128.or
    v128.or
    v128.or
    v128.any_true
    if
     local.get $4
     i32.const 1
     i32.add
     local.set $4
     local.get $0
     global.set $core-as/scan/bytes/position
     local.get $8
     local.get $0
     local.get $6
     i32.add
     local.tee $9
     local.get $2
     local.get $3
     local.get $0
     local.get $1
     call $core-as/scan/bytes/tryLanes
     i32.eqz
     if
      i32.const 0
      return
     end
     local.get $0
     i32.const -64
     i32.sub
     local.tee $7
     global.set $core-as/scan/bytes/position
     local.get $8
     i32.const -64
     i32.sub
     local.get $9
     i32.const -64
     i32.sub
     local.get $2
     local.get $3
     local.get $7
     local.get $1
     call $core-as/scan/bytes/tryLanes
     i32.eqz
     if
      i32.const 0
      return
     end
    end
    local.get $0
    i32.const 128
    i32.add
    local.set $0
    br $for-loop|0
   end
  end
  loop $for-loop|1
   local.get $0
   local.get $1
   i32.lt_u
   if
    local.get $0
    local.get $5
    i32.add
    local.tee $4
    v128.load
    local.get $2
    i8x16.eq
    local.get $0
    local.get $6
    i32.add
    local.tee $7
    v128.load
    local.get $3
    i8x16.eq
    v128.and
    local.get $4
    v128.load offset=16
    local.get $2
    i8x16.eq
    local.get $7
    v128.load offset=16
    local.get $3
    i8x16.eq
    v128.and
    v128.or
    local.get $4
    v128.load offset=32
    local.get $2
    i8x16.eq
    local.get $7
    v128.load offset=32
    local.get $3
    i8x16.eq
    v128.and
    local.get $4
    v128.load offset=48
    local.get $2
    i8x16.eq
    local.get $7
    v128.load offset=48
    local.get $3
    i8x16.eq
    v128.and
    v128.or
    v128.or
    v128.any_true
    if
     local.get $0
     global.set $core-as/scan/bytes/position
     local.get $4
     local.get $7
     local.get $2
     local.get $3
     local.get $0
     local.get $1
     call $core-as/scan/bytes/tryLanes
     i32.eqz
     if
      i32.const 0
      return
     end
    end
    local.get $0
    i32.const -64
    i32.sub
    local.set $0
    br $for-loop|1
   end
  end
  i32.const 1
 )
 (func $core-as/scan/bytes/nextHits (result i32)
  (local $0 i32)
  (local $1 i32)
  (local $2 i32)
  (local $3 i32)
  (local $4 i32)
  (local $5 i32)
  (local $6 i32)
  i32.const 0
  global.set $core-as/scan/patterns/found
  global.get $core-as/scan/bytes/many
  if
   global.get $core-as/scan/bytes/starts
   i32.const 0
   block $__inlined_func$core-as/scan/many/scanMany$13 (result i32)
    global.get $core-as/scan/bytes/scalar
    i32.eqz
    if
     call $core-as/scan/many/scanLanes
     br $__inlined_func$core-as/scan/many/scanMany$13
    end
    loop $for-loop|0
     global.get $core-as/scan/many/position
     global.get $core-as/scan/many/end
     i32.lt_u
     if
      global.get $core-as/scan/many/position
      i32.const 12894464
      i32.add
      local.tee $0
      i32.load8_u
      local.set $1
      local.get $0
      i32.load8_u offset=1
      local.tee $0
      i32.const 4
      i32.shr_u
      i32.const 16712736
      i32.add
      i32.load8_u offset=48
      local.get $0
      i32.const 15
      i32.and
      i32.const 16712736
      i32.add
      i32.load8_u offset=32
      local.get $1
      i32.const 15
      i32.and
      i32.const 16712736
      i32.add
      i32.load8_u
      local.get $1
      i32.const 4
      i32.shr_u
      i32.const 16712736
      i32.add
      i32.load8_u offset=16
      i32.and
      i32.and
      i32.and
      local.tee $0
      if
       i32.const 0
       global.get $core-as/scan/many/count
       global.get $core-as/scan/patterns/found
       i32.add
       i32.const 4096
       i32.gt_u
       br_if $__inlined_func$core-as/scan/many/scanMany$13
       drop
       local.get $0
       global.get $core-as/scan/many/position
       call $core-as/scan/many/tryGroups
      end
      global.get $core-as/scan/many/position
      i32.const 1
      i32.add
      global.set $core-as/scan/many/position
      br $for-loop|0
     end
    end
    i32.const 1
   end
   select
   global.set $core-as/scan/bytes/block
   global.get $core-as/scan/patterns/found
   return
  end
  loop $while-continue|0
   global.get $core-as/scan/bytes/block
   global.get $core-as/scan/bytes/starts
   i32.lt_u
   if
    global.get $core-as/scan/bytes/starts
    local.tee $0
    global.get $core-as/scan/bytes/block
    i32.const 16384
    i32.add
    local.tee $1
    local.get $0
    local.get $1
    i32.lt_u
    select
    local.set $5
    loop $while-continue|1
     global.get $core-as/scan/bytes/pattern
     global.get $core-as/scan/bytes/count
     i32.lt_u
     if
      global.get $core-as/scan/bytes/size
      global.get $core-as/scan/bytes/pattern
      i32.const 20
      i32.mul
      i32.const 16712408
      i32.add
      local.tee $0
      i32.load
      i32.lt_u
      if (result i32)
       i32.const 0
      else
       local.get $5
       global.get $core-as/scan/bytes/size
       local.get $0
       i32.load
       i32.sub
       i32.const 1
       i32.add
       local.tee $1
       local.get $1
       local.get $5
       i32.gt_u
       select
      end
      local.set $4
      block $core-as/scan/bytes/scanOne|inlined.0 (result i32)
       global.get $core-as/scan/bytes/scalar
       i32.eqz
       if
        local.get $0
        local.get $4
        call $core-as/scan/bytes/scanLanes
        br $core-as/scan/bytes/scanOne|inlined.0
       end
       local.get $0
       local.get $0
       i32.load offset=4
       call $core-as/scan/patterns/byteOf
       local.set $6
       local.get $0
       local.get $0
       i32.load offset=8
       call $core-as/scan/patterns/byteOf
       local.set $1
       local.get $0
       i32.load offset=4
       i32.const 12894464
       i32.add
       local.set $2
       local.get $0
       i32.load offset=8
       i32.const 12894464
       i32.add
       local.set $3
       global.get $core-as/scan/bytes/position
       local.set $0
       block $__inlined_func$core-as/scan/bytes/scanPositions$14 (result i32)
        loop $for-loop|00
         local.get $0
         local.get $4
         i32.lt_u
         if
          local.get $0
          local.get $2
          i32.add
          i32.load8_u
          local.get $6
          i32.ne
          if (result i32)
           i32.const 1
          else
           local.get $0
           local.get $3
           i32.add
           i32.load8_u
           local.get $1
           i32.ne
          end
          i32.eqz
          if
           global.get $core-as/scan/patterns/found
           i32.const 1
           i32.add
           i32.const 4096
           i32.gt_u
           if
            local.get $0
            global.set $core-as/scan/bytes/position
            i32.const 0
            br $__inlined_func$core-as/scan/bytes/scanPositions$14
           end
           global.get $core-as/scan/bytes/pattern
           local.get $0
           i32.const 12894464
           i32.add
           local.get $0
           call $core-as/scan/patterns/tryPattern
          end
          local.get $0
          i32.const 1
          i32.add
          local.set $0
          br $for-loop|00
         end
        end
        i32.const 1
       end
      end
      i32.eqz
      if
       global.get $core-as/scan/patterns/found
       return
      end
      global.get $core-as/scan/bytes/pattern
      i32.const 1
      i32.add
      global.set $core-as/scan/bytes/pattern
      global.get $core-as/scan/bytes/block
      global.set $core-as/scan/bytes/position
      br $while-continue|1
     end
    end
    local.get $5
    global.set $core-as/scan/bytes/position
    global.get $core-as/scan/bytes/position
    global.set $core-as/scan/bytes/block
    i32.const 0
    global.set $core-as/scan/bytes/pattern
    br $while-continue|0
   end
  end
  global.get $core-as/scan/patterns/found
 )
 (func $core-as/scan/bytes/beginSearch (param $0 i32) (param $1 i32) (param $2 i32) (param $3 i32) (param $4 i32) (result i32)
  (local $5 i32)
  (local $6 i32)
  i32.const 0
  global.set $core-as/scan/bytes/count
  i32.const 0
  global.set $core-as/scan/bytes/starts
  i32.const 0
  global.set $core-as/scan/bytes/block
  local.get $0
  i32.eqz
  local.get $0
  i32.const 16
  i32.gt_u
  i32.or
  local.get $2
  i32.const 1052672
  i32.gt_u
  i32.or
  local.get $2
  local.get $3
  i32.lt_u
  i32.or
  local.get $1
  local.get $3
  i32.gt_u
  i32.or
  if
   i32.const 0
   return
  end
  local.get $0
  i32.const 5
  i32.ge_u
  global.set $core-as/scan/bytes/many
  loop $for-loop|0
   local.get $0
   local.get $5
   i32.gt_u
   if
    local.get $5
    call $core-as/scan/patterns/preparePattern
    i32.eqz
    if
     i32.const 0
     return
    end
    local.get $5
    i32.const 20
    i32.mul
    i32.const 16712408
    i32.add
    local.tee $6
    i32.load offset=4
    local.get $6
    i32.load
    i32.eq
    if
     i32.const 1
     global.set $core-as/scan/bytes/many
    end
    local.get $5
    i32.const 1
    i32.add
    local.set $5
    br $for-loop|0
   end
  end
  local.get $0
  global.set $core-as/scan/bytes/count
  local.get $2
  global.set $core-as/scan/bytes/size
  local.get $3
  global.set $core-as/scan/bytes/starts
  local.get $4
  i32.eqz
  i32.eqz
  global.set $core-as/scan/bytes/scalar
  local.get $1
  global.set $core-as/scan/bytes/position
  global.get $core-as/scan/bytes/position
  global.set $core-as/scan/bytes/block
  i32.const 0
  global.set $core-as/scan/bytes/pattern
  global.get $core-as/scan/bytes/many
  if
   local.get $0
   local.get $1
   local.get $2
   local.get $3
   call $core-as/scan/many/beginMany
  end
  i32.const 1
 )
 (func $core-as/scan/before/fillScratch (param $0 i32) (param $1 i32) (param $2 i32)
  (local $3 v128)
  (local $4 i32)
  (local $5 v128)
  (local $6 v128)
  (local $7 v128)
  i32.const 16712880
  v128.load
  local.set $5
  i32.const 16712896
  v128.load
  local.set $3
  loop $for-loop|0
   local.get $2
   local.get $4
   i32.gt_u
   if
    local.get $0
    local.get $4
    i32.add
    v128.load
    local.get $5
    i8x16.swizzle
    local.set $6
    local.get $4
    i32.const 15758272
    i32.add
    global.get $core-as/scan/query/form
    if (result v128)
     local.get $1
     local.get $4
     i32.add
     v128.load
     local.get $5
     i8x16.swizzle
     local.set $7
     global.get $core-as/scan/query/form
     i32.const 1
     i32.eq
     if (result v128)
      block $core-as/scan/before/difference|inlined.0 (result v128)
       local.get $6
       local.get $7
       i8x16.sub
       global.get $core-as/scan/query/kind
       i32.eqz
       br_if $core-as/scan/before/difference|inlined.0
       drop
       local.get $6
       local.get $7
       i16x8.sub
       global.get $core-as/scan/query/kind
       i32.const 1
       i32.eq
       br_if $core-as/scan/before/difference|inlined.0
       drop
       local.get $6
       local.get $7
       i32x4.sub
       global.get $core-as/scan/query/kind
       i32.const 2
       i32.eq
       br_if $core-as/scan/before/difference|inlined.0
       drop
       local.get $6
       local.get $7
       i64x2.sub
       global.get $core-as/scan/query/kind
       i32.const 3
       i32.eq
       br_if $core-as/scan/before/difference|inlined.0
       drop
       local.get $6
       local.get $7
       f32x4.sub
       local.get $6
       local.get $7
       f64x2.sub
       global.get $core-as/scan/query/kind
       i32.const 4
       i32.eq
       select
      end
     else
      global.get $core-as/scan/query/form
      i32.const 2
      i32.eq
      if (result v128)
       block $core-as/scan/before/greater|inlined.0 (result v128)
        local.get $6
        local.get $7
        f32x4.gt
        global.get $core-as/scan/query/kind
        i32.const 4
        i32.eq
        br_if $core-as/scan/before/greater|inlined.0
        drop
        local.get $6
        local.get $7
        f64x2.gt
        global.get $core-as/scan/query/kind
        i32.const 4
        i32.gt_u
        br_if $core-as/scan/before/greater|inlined.0
        drop
        local.get $6
        local.get $3
        v128.xor
        local.tee $6
        local.get $7
        local.get $3
        v128.xor
        local.tee $7
        i8x16.gt_s
        global.get $core-as/scan/query/kind
        i32.eqz
        br_if $core-as/scan/before/greater|inlined.0
        drop
        local.get $6
        local.get $7
        i16x8.gt_s
        global.get $core-as/scan/query/kind
        i32.const 1
        i32.eq
        br_if $core-as/scan/before/greater|inlined.0
        drop
        local.get $6
        local.get $7
        i32x4.gt_s
        local.get $6
        local.get $7
        i64x2.gt_s
        global.get $core-as/scan/query/kind
        i32.const 2
        i32.eq
        select
       end
      else
       block $core-as/scan/before/greater|inlined.1 (result v128)
        local.get $7
        local.get $6
        f32x4.gt
        global.get $core-as/scan/query/kind
        i32.const 4
        i32.eq
        br_if $core-as/scan/before/greater|inlined.1
        drop
        local.get $7
        local.get $6
        f64x2.gt
        global.get $core-as/scan/query/kind
        i32.const 4
        i32.gt_u
        br_if $core-as/scan/before/greater|inlined.1
        drop
        local.get $7
        local.get $3
        v128.xor
        local.tee $7
        local.get $6
        local.get $3
        v128.xor
        local.tee $6
        i8x16.gt_s
        global.get $core-as/scan/query/kind
        i32.eqz
        br_if $core-as/scan/before/greater|inlined.1
        drop
        local.get $7
        local.get $6
        i16x8.gt_s
        global.get $core-as/scan/query/kind
        i32.const 1
        i32.eq
        br_if $core-as/scan/before/greater|inlined.1
        drop
        local.get $7
        local.get $6
        i32x4.gt_s
        local.get $7
        local.get $6
        i64x2.gt_s
        global.get $core-as/scan/query/kind
        i32.const 2
        i32.eq
        select
       end
      end
     end
    else
     local.get $6
    end
    v128.store
    local.get $4
    i32.const 16
    i32.add
    local.set $4
    br $for-loop|0
   end
  end
 )
 (func $core-as/mmu/wide/walkWide (param $0 i32) (param $1 i64) (param $2 i64) (param $3 i32) (param $4 i32) (result i32)
  (local $5 i64)
  (local $6 i32)
  (local $7 i32)
  (local $8 i32)
  (local $9 i64)
  i32.const 511
  local.set $7
  local.get $0
  i64.load
  local.set $5
  i32.const 13
  local.set $0
  loop $while-continue|0
   block $while-break|0
    local.get $1
    local.get $0
    i32.const 9
    i32.mul
    i32.const 3
    i32.add
    local.tee $6
    i32.const -64
    i32.add
    i64.extend_i32_s
    i64.shr_u
    i64.const 511
    i64.and
    local.set $9
    local.get $5
    local.get $6
    i32.const 64
    i32.lt_s
    if (result i64)
     local.get $2
     local.get $6
     i64.extend_i32_s
     i64.shr_u
     local.tee $5
     local.get $1
     i64.const 64
     local.get $6
     i64.extend_i32_s
     i64.sub
     i64.shl
     i64.or
     local.get $5
     local.get $6
     i32.const 9
     i32.add
     i32.const 64
     i32.gt_s
     select
     i64.const 511
     i64.and
    else
     local.get $9
    end
    i64.const 3
    i64.shl
    i64.add
    local.tee $9
    i32.const 0
    call $core-as/cache/page-cache/pageFor
    local.set $8
    local.get $9
    i64.const -4096
    i64.and
    local.set $5
    i32.const 3
    i32.const 255
    local.get $8
    select
    local.set $6
    local.get $8
    i32.const 1
    i32.le_u
    br_if $while-break|0
    i32.const 1
    local.set $6
    local.get $8
    local.get $9
    i64.const 4095
    i64.and
    i32.wrap_i64
    i32.add
    i64.load
    local.tee $5
    i64.const 1
    i64.and
    i64.eqz
    br_if $while-break|0
    local.get $0
    i32.const 1
    i32.eq
    if (result i64)
     local.get $7
     local.get $5
     i64.const -1
     i64.xor
     i64.const 63
     i64.shr_u
     i32.wrap_i64
     local.tee $6
     local.get $5
     i32.wrap_i64
     local.tee $7
     i32.const 358
     i32.and
     i32.const 8
     i32.or
     i32.or
     local.get $6
     local.get $7
     i32.const 2
     i32.shr_u
     i32.and
     i32.const 4
     i32.shl
     i32.or
     i32.and
     i32.const 16
     i32.shl
     local.set $6
     local.get $5
     i64.const 4503599627366400
     i64.and
     local.get $2
     i64.const 4095
     i64.and
     i64.or
    else
     local.get $7
     local.get $5
     i64.const -1
     i64.xor
     i64.const 63
     i64.shr_u
     i32.wrap_i64
     local.tee $6
     local.get $5
     i32.wrap_i64
     i32.const 6
     i32.and
     i32.or
     local.get $6
     i32.const 4
     i32.shl
     i32.or
     i32.const -24
     i32.or
     i32.and
     local.tee $6
     i32.const -1
     i32.xor
     i32.const 4
     i32.and
     i32.const 2
     i32.shl
     i32.const -1
     i32.xor
     local.get $6
     i32.and
     local.set $7
     local.get $5
     i64.const 4503599627366400
     i64.and
     local.set $5
     local.get $0
     i32.const 1
     i32.sub
     local.set $0
     br $while-continue|0
    end
    local.set $5
   end
  end
  local.get $3
  local.get $5
  i64.store
  local.get $4
  local.get $6
  local.get $0
  i32.const 8
  i32.shl
  i32.or
  i32.store
  local.get $6
  i32.const 255
  i32.and
 )
 (func $core-as/mmu/walk/walkTables<core-as/mmu/x86-pae/X86Pae> (param $0 i32) (param $1 i64) (param $2 i32) (param $3 i32) (result i32)
  (local $4 i32)
  (local $5 i32)
  (local $6 i64)
  (local $7 i64)
  (local $8 i32)
  (local $9 i32)
  (local $10 i32)
  (local $11 i32)
  (local $12 i32)
  (local $13 i64)
  local.get $0
  i32.load offset=32
  local.set $10
  global.get $core-as/mmu/walk/tracing
  i32.eqz
  if
   block $core-as/cache/tlb/tlbFind|inlined.1
    local.get $10
    local.get $10
    i64.extend_i32_u
    i64.const 40
    i64.shl
    local.get $1
    i64.const -4096
    i64.and
    local.tee $6
    i64.const 12
    i64.shr_u
    i64.xor
    i64.const -7046029254386353131
    i64.mul
    i64.const 40
    i64.shr_u
    i32.wrap_i64
    i32.const 8191
    i32.and
    i32.const 5
    i32.shl
    i32.const 15160192
    i32.add
    local.tee $5
    i32.load offset=16
    i32.eq
    if (result i32)
     local.get $6
     local.get $5
     i64.load
     i64.eq
    else
     i32.const 0
    end
    if (result i32)
     global.get $core-as/cache/validity/ageing
     if (result i32)
      i32.const 16712192
      i32.load
      global.get $core-as/cache/validity/now
      local.get $5
      i32.load offset=24
      i32.sub
      i32.lt_u
     else
      i32.const 0
     end
    else
     i32.const 1
    end
    i32.eqz
    if
     global.get $core-as/cache/tlb/tlbHits
     i64.const 1
     i64.add
     global.set $core-as/cache/tlb/tlbHits
     br $core-as/cache/tlb/tlbFind|inlined.1
    end
    global.get $core-as/cache/tlb/tlbMisses
    i64.const 1
    i64.add
    global.set $core-as/cache/tlb/tlbMisses
    i32.const 0
    local.set $5
   end
  end
  block $folding-inner0
   local.get $5
   if
    local.get $5
    i32.load offset=20
    local.set $0
    local.get $2
    local.get $5
    i64.load offset=8
    local.get $1
    i64.const 4095
    i64.and
    i64.or
    i64.store
    local.get $3
    local.get $0
    i32.store
    br $folding-inner0
   end
   local.get $0
   i64.load
   local.set $6
   local.get $0
   i32.load offset=40
   local.set $5
   local.get $0
   i64.load32_u offset=48
   local.set $7
   local.get $1
   local.get $0
   i64.load offset=16
   i64.ge_u
   if
    local.get $2
    i64.const 0
    i64.store
    local.get $3
    i32.const 2
    i32.store
    i32.const 2
    return
   end
   i32.const 511
   local.set $4
   global.get $core-as/cache/validity/now
   local.set $8
   loop $while-continue|0 (result i32)
    local.get $6
    local.get $1
    local.get $5
    i32.const 9
    i32.mul
    i32.const 3
    i32.add
    local.tee $11
    i64.extend_i32_u
    i64.shr_u
    local.get $7
    i64.and
    i64.const 3
    i64.shl
    i64.add
    local.tee $7
    i32.const 0
    call $core-as/cache/page-cache/pageFor
    local.tee $9
    i32.const 1
    i32.le_u
    if
     local.get $2
     local.get $7
     i64.const -4096
     i64.and
     i64.store
     local.get $3
     local.get $5
     i32.const 8
     i32.shl
     i32.const 3
     i32.const 255
     local.get $9
     select
     i32.or
     local.tee $0
     i32.store
     br $folding-inner0
    end
    global.get $core-as/mmu/walk/tracing
    if
     local.get $9
     call $core-as/cache/page-cache/markLine
    end
    global.get $core-as/cache/page-cache/hitStamp
    local.get $8
    global.get $core-as/cache/validity/now
    global.get $core-as/cache/page-cache/hitStamp
    i32.sub
    global.get $core-as/cache/validity/now
    local.get $8
    i32.sub
    i32.gt_u
    select
    local.set $8
    local.get $9
    local.get $7
    i64.const 4095
    i64.and
    i32.wrap_i64
    i32.add
    local.tee $12
    i64.load
    local.set $6
    local.get $5
    i32.const 1
    i32.eq
    if
     global.get $core-as/cache/page-cache/lossEpoch
     i64.extend_i32_u
     i64.const 52
     i64.shl
     local.get $0
     i64.load32_u offset=56
     i64.const 44
     i64.shl
     i64.or
     local.get $1
     i64.const 21
     i64.shr_u
     i64.or
     local.tee $13
     i64.const -7046029254386356224
     i64.mul
     i64.const 51
     i64.shr_u
     i32.wrap_i64
     i32.const 5
     i32.shl
     i32.const 15422336
     i32.add
     local.tee $9
     local.get $13
     i64.store
     local.get $9
     local.get $0
     i32.load offset=32
     i32.store offset=28
     local.get $9
     i32.const 15422336
     i32.sub
     i32.const 3
     i32.shr_u
     i32.const 15828032
     i32.add
     local.get $8
     i32.store
     local.get $9
     local.get $7
     i64.const -4096
     i64.and
     i64.const 1
     i64.or
     i64.store offset=8
     local.get $9
     local.get $12
     local.get $1
     i64.const 2097151
     i64.and
     local.get $11
     i64.extend_i32_u
     i64.shr_u
     i32.wrap_i64
     i32.const 3
     i32.shl
     i32.sub
     i32.store offset=16
     local.get $9
     i32.const 2093056
     i32.store offset=24
     local.get $9
     local.get $4
     local.get $4
     i32.const -1
     i32.xor
     i32.const 4
     i32.and
     i32.const 2
     i32.shl
     i32.const -1
     i32.xor
     i32.and
     i32.const 16
     i32.shl
     i32.const 256
     i32.or
     i32.store offset=20
    end
    local.get $6
    i64.const 1
    i64.and
    i64.eqz
    if (result i32)
     i32.const 0
    else
     i32.const 2
     i32.const 1
     local.get $5
     i32.const 2
     i32.eq
     local.get $6
     i64.const 128
     i64.and
     i64.const 0
     i64.ne
     i32.and
     local.get $5
     i32.const 1
     i32.eq
     i32.or
     select
    end
    local.tee $9
    i32.eqz
    if
     local.get $2
     local.get $6
     i64.store
     local.get $3
     local.get $5
     i32.const 8
     i32.shl
     i32.const 1
     i32.or
     local.tee $0
     i32.store
     br $folding-inner0
    end
    local.get $9
    i32.const 2
    i32.eq
    if (result i32)
     local.get $6
     i64.const 4503599627366400
     i64.and
     i64.const 1
     local.get $11
     i64.extend_i32_u
     i64.shl
     i64.const 1
     i64.sub
     local.tee $7
     i64.const -1
     i64.xor
     i64.and
     local.get $1
     local.get $7
     i64.and
     i64.or
     local.set $7
     local.get $5
     i32.const 8
     i32.shl
     local.get $4
     local.get $6
     i64.const -1
     i64.xor
     i64.const 63
     i64.shr_u
     i32.wrap_i64
     local.tee $9
     local.get $6
     i32.wrap_i64
     local.tee $11
     i32.const 358
     i32.and
     i32.const 8
     i32.or
     i32.or
     local.get $9
     local.get $11
     i32.const 2
     i32.shr_u
     i32.and
     i32.const 4
     i32.shl
     i32.or
     i32.and
     i32.const 16
     i32.shl
     i32.or
     local.set $9
     local.get $5
     i32.const 1
     i32.eq
     if
      local.get $10
      i64.extend_i32_u
      i64.const 40
      i64.shl
      local.get $1
      i64.const -4096
      i64.and
      local.tee $1
      i64.const 12
      i64.shr_u
      i64.xor
      i64.const -7046029254386353131
      i64.mul
      i64.const 40
      i64.shr_u
      i32.wrap_i64
      i32.const 8191
      i32.and
      i32.const 5
      i32.shl
      i32.const 15160192
      i32.add
      local.tee $0
      local.get $1
      i64.store
      local.get $0
      local.get $10
      i32.store offset=16
      local.get $0
      local.get $7
      i64.const -4096
      i64.and
      i64.store offset=8
      local.get $0
      local.get $9
      i32.store offset=20
      local.get $0
      local.get $8
      i32.store offset=24
     else
      global.get $core-as/cache/page-cache/lossEpoch
      i64.extend_i32_u
      i64.const 52
      i64.shl
      local.get $0
      i64.load32_u offset=56
      i64.const 44
      i64.shl
      i64.or
      local.get $1
      i64.const 21
      i64.shr_u
      i64.or
      local.tee $1
      i64.const -7046029254386356224
      i64.mul
      i64.const 51
      i64.shr_u
      i32.wrap_i64
      i32.const 5
      i32.shl
      i32.const 15422336
      i32.add
      local.tee $10
      local.get $1
      i64.store
      local.get $10
      local.get $0
      i32.load offset=32
      i32.store offset=28
      local.get $10
      i32.const 15422336
      i32.sub
      i32.const 3
      i32.shr_u
      i32.const 15828032
      i32.add
      local.get $8
      i32.store
      local.get $10
      local.get $7
      i64.const -2097152
      i64.and
      local.get $6
      i64.const -4503599627366401
      i64.and
      i64.or
      i64.store offset=8
      local.get $10
      local.get $10
      i32.const 8
      i32.add
      i32.store offset=16
      local.get $10
      i32.const 0
      i32.store offset=24
      local.get $10
      local.get $4
      local.get $4
      i32.const -1
      i32.xor
      i32.const 4
      i32.and
      i32.const 2
      i32.shl
      i32.const -1
      i32.xor
      i32.and
      i32.const 16
      i32.shl
      local.get $5
      i32.const 8
      i32.shl
      i32.or
      i32.store offset=20
     end
     local.get $2
     local.get $7
     i64.store
     local.get $3
     local.get $9
     i32.store
     local.get $9
     i32.const 255
     i32.and
    else
     local.get $5
     i32.const 3
     i32.ne
     if
      local.get $4
      local.get $6
      i64.const -1
      i64.xor
      i64.const 63
      i64.shr_u
      i32.wrap_i64
      local.tee $4
      local.get $6
      i32.wrap_i64
      i32.const 6
      i32.and
      i32.or
      local.get $4
      i32.const 4
      i32.shl
      i32.or
      i32.const -24
      i32.or
      i32.and
      local.tee $4
      local.get $4
      i32.const -1
      i32.xor
      i32.const 4
      i32.and
      i32.const 2
      i32.shl
      i32.const -1
      i32.xor
      i32.and
      local.set $4
     end
     local.get $6
     i64.const 4503599627366400
     i64.and
     local.set $6
     local.get $5
     i32.const 1
     i32.sub
     local.set $5
     i64.const 511
     local.set $7
     br $while-continue|0
    end
   end
   return
  end
  local.get $0
  i32.const 255
  i32.and
 )
 (func $core-as/mmu/walk/walkTables<core-as/mmu/x86-64/X8664> (param $0 i32) (param $1 i64) (param $2 i32) (param $3 i32) (result i32)
  (local $4 i32)
  (local $5 i32)
  (local $6 i32)
  (local $7 i64)
  (local $8 i64)
  (local $9 i32)
  (local $10 i32)
  (local $11 i64)
  (local $12 i32)
  (local $13 i32)
  local.get $0
  i32.load offset=32
  local.set $9
  global.get $core-as/mmu/walk/tracing
  i32.eqz
  if
   block $core-as/cache/tlb/tlbFind|inlined.0
    local.get $9
    local.get $9
    i64.extend_i32_u
    i64.const 40
    i64.shl
    local.get $1
    i64.const -4096
    i64.and
    local.tee $7
    i64.const 12
    i64.shr_u
    i64.xor
    i64.const -7046029254386353131
    i64.mul
    i64.const 40
    i64.shr_u
    i32.wrap_i64
    i32.const 8191
    i32.and
    i32.const 5
    i32.shl
    i32.const 15160192
    i32.add
    local.tee $4
    i32.load offset=16
    i32.eq
    if (result i32)
     local.get $7
     local.get $4
     i64.load
     i64.eq
    else
     i32.const 0
    end
    if (result i32)
     global.get $core-as/cache/validity/ageing
     if (result i32)
      i32.const 16712192
      i32.load
      global.get $core-as/cache/validity/now
      local.get $4
      i32.load offset=24
      i32.sub
      i32.lt_u
     else
      i32.const 0
     end
    else
     i32.const 1
    end
    i32.eqz
    if
     global.get $core-as/cache/tlb/tlbHits
     i64.const 1
     i64.add
     global.set $core-as/cache/tlb/tlbHits
     br $core-as/cache/tlb/tlbFind|inlined.0
    end
    global.get $core-as/cache/tlb/tlbMisses
    i64.const 1
    i64.add
    global.set $core-as/cache/tlb/tlbMisses
    i32.const 0
    local.set $4
   end
  end
  block $folding-inner0
   local.get $4
   if
    local.get $4
    i32.load offset=20
    local.set $0
    local.get $2
    local.get $4
    i64.load offset=8
    local.get $1
    i64.const 4095
    i64.and
    i64.or
    i64.store
    local.get $3
    local.get $0
    i32.store
    br $folding-inner0
   end
   local.get $0
   i64.load
   local.set $8
   local.get $0
   i32.load offset=40
   local.set $4
   local.get $0
   i64.load32_u offset=48
   local.set $7
   local.get $1
   local.get $0
   i64.load offset=16
   i64.ge_u
   if
    local.get $1
    local.get $0
    i64.load offset=24
    i64.le_u
    if
     local.get $2
     i64.const 0
     i64.store
     local.get $3
     i32.const 2
     i32.store
     i32.const 2
     return
    end
    local.get $0
    i64.load offset=8
    local.set $8
    local.get $0
    i64.load32_u offset=52
    local.set $7
    local.get $0
    i32.load offset=44
    local.set $4
   end
   i32.const 511
   local.set $13
   global.get $core-as/cache/validity/now
   local.set $12
   loop $while-continue|0 (result i32)
    local.get $8
    local.get $1
    local.get $4
    i32.const 9
    i32.mul
    i32.const 3
    i32.add
    local.tee $6
    i64.extend_i32_u
    i64.shr_u
    local.get $7
    i64.and
    i64.const 3
    i64.shl
    i64.add
    local.tee $8
    i32.const 0
    call $core-as/cache/page-cache/pageFor
    local.tee $5
    i32.const 1
    i32.le_u
    if
     local.get $2
     local.get $8
     i64.const -4096
     i64.and
     i64.store
     local.get $3
     local.get $4
     i32.const 8
     i32.shl
     i32.const 3
     i32.const 255
     local.get $5
     select
     i32.or
     local.tee $0
     i32.store
     br $folding-inner0
    end
    global.get $core-as/mmu/walk/tracing
    if
     local.get $5
     call $core-as/cache/page-cache/markLine
    end
    global.get $core-as/cache/page-cache/hitStamp
    local.get $12
    global.get $core-as/cache/validity/now
    global.get $core-as/cache/page-cache/hitStamp
    i32.sub
    global.get $core-as/cache/validity/now
    local.get $12
    i32.sub
    i32.gt_u
    select
    local.set $12
    local.get $5
    local.get $8
    i64.const 4095
    i64.and
    i32.wrap_i64
    i32.add
    local.tee $5
    i64.load
    local.set $11
    local.get $4
    i32.const 1
    i32.eq
    if
     global.get $core-as/cache/page-cache/lossEpoch
     i64.extend_i32_u
     i64.const 52
     i64.shl
     local.get $0
     i64.load32_u offset=56
     i64.const 44
     i64.shl
     i64.or
     local.get $1
     i64.const 21
     i64.shr_u
     i64.or
     local.tee $7
     i64.const -7046029254386356224
     i64.mul
     i64.const 51
     i64.shr_u
     i32.wrap_i64
     i32.const 5
     i32.shl
     i32.const 15422336
     i32.add
     local.tee $10
     local.get $7
     i64.store
     local.get $10
     local.get $0
     i32.load offset=32
     i32.store offset=28
     local.get $10
     i32.const 15422336
     i32.sub
     i32.const 3
     i32.shr_u
     i32.const 15828032
     i32.add
     local.get $12
     i32.store
     local.get $10
     local.get $8
     i64.const -4096
     i64.and
     i64.const 1
     i64.or
     i64.store offset=8
     local.get $10
     local.get $5
     local.get $1
     i64.const 2097151
     i64.and
     local.get $6
     i64.extend_i32_u
     i64.shr_u
     i32.wrap_i64
     i32.const 3
     i32.shl
     i32.sub
     i32.store offset=16
     local.get $10
     i32.const 2093056
     i32.store offset=24
     local.get $10
     local.get $13
     local.get $13
     i32.const -1
     i32.xor
     i32.const 4
     i32.and
     i32.const 2
     i32.shl
     i32.const -1
     i32.xor
     i32.and
     i32.const 16
     i32.shl
     i32.const 256
     i32.or
     i32.store offset=20
    end
    local.get $11
    i64.const 1
    i64.and
    i64.eqz
    if (result i32)
     i32.const 0
    else
     i32.const 2
     i32.const 1
     local.get $4
     i32.const 3
     i32.le_u
     local.get $11
     i64.const 128
     i64.and
     i64.const 0
     i64.ne
     i32.and
     local.get $4
     i32.const 1
     i32.eq
     i32.or
     select
    end
    local.tee $5
    i32.eqz
    if
     local.get $2
     local.get $11
     i64.store
     local.get $3
     local.get $4
     i32.const 8
     i32.shl
     i32.const 1
     i32.or
     local.tee $0
     i32.store
     br $folding-inner0
    end
    local.get $5
    i32.const 2
    i32.eq
    if (result i32)
     local.get $11
     i64.const 4503599627366400
     i64.and
     i64.const 1
     local.get $6
     i64.extend_i32_u
     i64.shl
     i64.const 1
     i64.sub
     local.tee $7
     i64.const -1
     i64.xor
     i64.and
     local.get $1
     local.get $7
     i64.and
     i64.or
     local.set $7
     local.get $4
     i32.const 8
     i32.shl
     local.get $13
     local.get $11
     i64.const -1
     i64.xor
     i64.const 63
     i64.shr_u
     i32.wrap_i64
     local.tee $6
     local.get $11
     i32.wrap_i64
     local.tee $5
     i32.const 358
     i32.and
     i32.const 8
     i32.or
     i32.or
     local.get $6
     local.get $5
     i32.const 2
     i32.shr_u
     i32.and
     i32.const 4
     i32.shl
     i32.or
     i32.and
     i32.const 16
     i32.shl
     i32.or
     local.set $6
     local.get $4
     i32.const 1
     i32.eq
     if
      local.get $9
      i64.extend_i32_u
      i64.const 40
      i64.shl
      local.get $1
      i64.const -4096
      i64.and
      local.tee $1
      i64.const 12
      i64.shr_u
      i64.xor
      i64.const -7046029254386353131
      i64.mul
      i64.const 40
      i64.shr_u
      i32.wrap_i64
      i32.const 8191
      i32.and
      i32.const 5
      i32.shl
      i32.const 15160192
      i32.add
      local.tee $0
      local.get $1
      i64.store
      local.get $0
      local.get $9
      i32.store offset=16
      local.get $0
      local.get $7
      i64.const -4096
      i64.and
      i64.store offset=8
      local.get $0
      local.get $6
      i32.store offset=20
      local.get $0
      local.get $12
      i32.store offset=24
     else
      global.get $core-as/cache/page-cache/lossEpoch
      i64.extend_i32_u
      i64.const 52
      i64.shl
      local.get $0
      i64.load32_u offset=56
      i64.const 44
      i64.shl
      i64.or
      local.get $1
      i64.const 21
      i64.shr_u
      i64.or
      local.tee $1
      i64.const -7046029254386356224
      i64.mul
      i64.const 51
      i64.shr_u
      i32.wrap_i64
      i32.const 5
      i32.shl
      i32.const 15422336
      i32.add
      local.tee $5
      local.get $1
      i64.store
      local.get $5
      local.get $0
      i32.load offset=32
      i32.store offset=28
      local.get $5
      i32.const 15422336
      i32.sub
      i32.const 3
      i32.shr_u
      i32.const 15828032
      i32.add
      local.get $12
      i32.store
      local.get $5
      local.get $7
      i64.const -2097152
      i64.and
      local.get $11
      i64.const -4503599627366401
      i64.and
      i64.or
      i64.store offset=8
      local.get $5
      local.get $5
      i32.const 8
      i32.add
      i32.store offset=16
      local.get $5
      i32.const 0
      i32.store offset=24
      local.get $5
      local.get $13
      local.get $13
      i32.const -1
      i32.xor
      i32.const 4
      i32.and
      i32.const 2
      i32.shl
      i32.const -1
      i32.xor
      i32.and
      i32.const 16
      i32.shl
      local.get $4
      i32.const 8
      i32.shl
      i32.or
      i32.store offset=20
     end
     local.get $2
     local.get $7
     i64.store
     local.get $3
     local.get $6
     i32.store
     local.get $6
     i32.const 255
     i32.and
    else
     local.get $13
     local.get $11
     i64.const -1
     i64.xor
     i64.const 63
     i64.shr_u
     i32.wrap_i64
     local.tee $5
     local.get $11
     i32.wrap_i64
     i32.const 6
     i32.and
     i32.or
     local.get $5
     i32.const 4
     i32.shl
     i32.or
     i32.const -24
     i32.or
     i32.and
     local.tee $5
     local.get $5
     i32.const -1
     i32.xor
     i32.const 4
     i32.and
     i32.const 2
     i32.shl
     i32.const -1
     i32.xor
     i32.and
     local.set $13
     local.get $11
     i64.const 4503599627366400
     i64.and
     local.set $8
     local.get $4
     i32.const 1
     i32.sub
     local.set $4
     i64.const 511
     local.set $7
     br $while-continue|0
    end
   end
   return
  end
  local.get $0
  i32.const 255
  i32.and
 )
 (func $core-as/mmu/walk/walkTables<core-as/mmu/x86-32/X8632> (param $0 i32) (param $1 i64) (param $2 i32) (param $3 i32) (result i32)
  (local $4 i32)
  (local $5 i64)
  (local $6 i64)
  (local $7 i32)
  (local $8 i32)
  (local $9 i32)
  (local $10 i32)
  (local $11 i32)
  (local $12 i32)
  (local $13 i64)
  local.get $0
  i32.load offset=32
  local.set $11
  global.get $core-as/mmu/walk/tracing
  i32.eqz
  if
   block $core-as/cache/tlb/tlbFind|inlined.2
    local.get $11
    local.get $11
    i64.extend_i32_u
    i64.const 40
    i64.shl
    local.get $1
    i64.const -4096
    i64.and
    local.tee $5
    i64.const 12
    i64.shr_u
    i64.xor
    i64.const -7046029254386353131
    i64.mul
    i64.const 40
    i64.shr_u
    i32.wrap_i64
    i32.const 8191
    i32.and
    i32.const 5
    i32.shl
    i32.const 15160192
    i32.add
    local.tee $4
    i32.load offset=16
    i32.eq
    if (result i32)
     local.get $5
     local.get $4
     i64.load
     i64.eq
    else
     i32.const 0
    end
    if (result i32)
     global.get $core-as/cache/validity/ageing
     if (result i32)
      i32.const 16712192
      i32.load
      global.get $core-as/cache/validity/now
      local.get $4
      i32.load offset=24
      i32.sub
      i32.lt_u
     else
      i32.const 0
     end
    else
     i32.const 1
    end
    i32.eqz
    if
     global.get $core-as/cache/tlb/tlbHits
     i64.const 1
     i64.add
     global.set $core-as/cache/tlb/tlbHits
     br $core-as/cache/tlb/tlbFind|inlined.2
    end
    global.get $core-as/cache/tlb/tlbMisses
    i64.const 1
    i64.add
    global.set $core-as/cache/tlb/tlbMisses
    i32.const 0
    local.set $4
   end
  end
  block $folding-inner0
   local.get $4
   if
    local.get $4
    i32.load offset=20
    local.set $0
    local.get $2
    local.get $4
    i64.load offset=8
    local.get $1
    i64.const 4095
    i64.and
    i64.or
    i64.store
    local.get $3
    local.get $0
    i32.store
    br $folding-inner0
   end
   local.get $0
   i64.load
   local.set $5
   local.get $0
   i32.load offset=40
   local.set $4
   local.get $0
   i64.load32_u offset=48
   local.set $6
   local.get $1
   local.get $0
   i64.load offset=16
   i64.ge_u
   if
    local.get $2
    i64.const 0
    i64.store
    local.get $3
    i32.const 2
    i32.store
    i32.const 2
    return
   end
   i32.const 511
   local.set $8
   global.get $core-as/cache/validity/now
   local.set $7
   loop $while-continue|0 (result i32)
    local.get $5
    local.get $1
    local.get $4
    i32.const 10
    i32.mul
    i32.const 2
    i32.add
    local.tee $9
    i64.extend_i32_u
    i64.shr_u
    local.get $6
    i64.and
    i64.const 2
    i64.shl
    i64.add
    local.tee $6
    i32.const 0
    call $core-as/cache/page-cache/pageFor
    local.tee $10
    i32.const 1
    i32.le_u
    if
     local.get $2
     local.get $6
     i64.const -4096
     i64.and
     i64.store
     local.get $3
     local.get $4
     i32.const 8
     i32.shl
     i32.const 3
     i32.const 255
     local.get $10
     select
     i32.or
     local.tee $0
     i32.store
     br $folding-inner0
    end
    global.get $core-as/mmu/walk/tracing
    if
     local.get $10
     call $core-as/cache/page-cache/markLine
    end
    global.get $core-as/cache/page-cache/hitStamp
    local.get $7
    global.get $core-as/cache/validity/now
    global.get $core-as/cache/page-cache/hitStamp
    i32.sub
    global.get $core-as/cache/validity/now
    local.get $7
    i32.sub
    i32.gt_u
    select
    local.set $7
    local.get $10
    local.get $6
    i64.const 4095
    i64.and
    i32.wrap_i64
    i32.add
    local.tee $12
    i64.load32_u
    local.set $5
    local.get $4
    i32.const 1
    i32.eq
    if
     global.get $core-as/cache/page-cache/lossEpoch
     i64.extend_i32_u
     i64.const 52
     i64.shl
     local.get $0
     i64.load32_u offset=56
     i64.const 44
     i64.shl
     i64.or
     local.get $1
     i64.const 22
     i64.shr_u
     i64.or
     local.tee $13
     i64.const -7046029254386356224
     i64.mul
     i64.const 51
     i64.shr_u
     i32.wrap_i64
     i32.const 5
     i32.shl
     i32.const 15422336
     i32.add
     local.tee $10
     local.get $13
     i64.store
     local.get $10
     local.get $0
     i32.load offset=32
     i32.store offset=28
     local.get $10
     i32.const 15422336
     i32.sub
     i32.const 3
     i32.shr_u
     i32.const 15828032
     i32.add
     local.get $7
     i32.store
     local.get $10
     local.get $6
     i64.const -4096
     i64.and
     i64.const 1
     i64.or
     i64.store offset=8
     local.get $10
     local.get $12
     local.get $1
     i64.const 4194303
     i64.and
     local.get $9
     i64.extend_i32_u
     i64.shr_u
     i32.wrap_i64
     i32.const 2
     i32.shl
     i32.sub
     i32.store offset=16
     local.get $10
     local.get $8
     i32.const 16
     i32.shl
     i32.store offset=20
    end
    local.get $5
    i64.const 1
    i64.and
    i64.eqz
    if (result i32)
     i32.const 0
    else
     i32.const 2
     i32.const 1
     local.get $4
     i32.const 1
     i32.eq
     local.get $5
     i64.const 128
     i64.and
     i64.const 0
     i64.ne
     i32.or
     select
    end
    local.tee $10
    i32.eqz
    if
     local.get $2
     local.get $5
     i64.store
     local.get $3
     local.get $4
     i32.const 8
     i32.shl
     i32.const 1
     i32.or
     local.tee $0
     i32.store
     br $folding-inner0
    end
    local.get $10
    i32.const 2
    i32.eq
    if (result i32)
     i64.const 1
     local.get $9
     i64.extend_i32_u
     i64.shl
     i64.const 1
     i64.sub
     local.tee $6
     i64.const -1
     i64.xor
     local.get $5
     i64.const 4294963200
     i64.and
     local.get $5
     i64.const 4290772992
     i64.and
     local.get $5
     i64.const 2088960
     i64.and
     i64.const 19
     i64.shl
     i64.or
     local.get $4
     i32.const 1
     i32.eq
     local.tee $9
     select
     i64.and
     local.get $1
     local.get $6
     i64.and
     i64.or
     local.set $6
     local.get $4
     i32.const 8
     i32.shl
     local.get $8
     local.get $5
     i32.wrap_i64
     i32.const 358
     i32.and
     i32.const 25
     i32.or
     i32.and
     local.tee $4
     local.get $4
     i32.const -1
     i32.xor
     i32.const 4
     i32.and
     i32.const 2
     i32.shl
     i32.const -1
     i32.xor
     i32.and
     i32.const 16
     i32.shl
     i32.or
     local.set $4
     local.get $9
     if
      local.get $11
      i64.extend_i32_u
      i64.const 40
      i64.shl
      local.get $1
      i64.const -4096
      i64.and
      local.tee $1
      i64.const 12
      i64.shr_u
      i64.xor
      i64.const -7046029254386353131
      i64.mul
      i64.const 40
      i64.shr_u
      i32.wrap_i64
      i32.const 8191
      i32.and
      i32.const 5
      i32.shl
      i32.const 15160192
      i32.add
      local.tee $0
      local.get $1
      i64.store
      local.get $0
      local.get $11
      i32.store offset=16
      local.get $0
      local.get $6
      i64.const -4096
      i64.and
      i64.store offset=8
      local.get $0
      local.get $4
      i32.store offset=20
      local.get $0
      local.get $7
      i32.store offset=24
     else
      global.get $core-as/cache/page-cache/lossEpoch
      i64.extend_i32_u
      i64.const 52
      i64.shl
      local.get $0
      i64.load32_u offset=56
      i64.const 44
      i64.shl
      i64.or
      local.get $1
      i64.const 22
      i64.shr_u
      i64.or
      local.tee $1
      i64.const -7046029254386356224
      i64.mul
      i64.const 51
      i64.shr_u
      i32.wrap_i64
      i32.const 5
      i32.shl
      i32.const 15422336
      i32.add
      local.tee $8
      local.get $1
      i64.store
      local.get $8
      local.get $0
      i32.load offset=32
      i32.store offset=28
      local.get $8
      i32.const 15422336
      i32.sub
      i32.const 3
      i32.shr_u
      i32.const 15828032
      i32.add
      local.get $7
      i32.store
      local.get $8
      local.get $6
      i64.const -4194304
      i64.and
      i64.store offset=8
      local.get $8
      i32.const 0
      i32.store offset=16
      local.get $8
      local.get $4
      i32.store offset=20
     end
     local.get $2
     local.get $6
     i64.store
     local.get $3
     local.get $4
     i32.store
     local.get $4
     i32.const 255
     i32.and
    else
     local.get $8
     local.get $5
     i32.wrap_i64
     i32.const -7
     i32.or
     i32.and
     local.tee $8
     local.get $8
     i32.const -1
     i32.xor
     i32.const 4
     i32.and
     i32.const 2
     i32.shl
     i32.const -1
     i32.xor
     i32.and
     local.set $8
     local.get $5
     i64.const 4294963200
     i64.and
     local.set $5
     local.get $4
     i32.const 1
     i32.sub
     local.set $4
     i64.const 1023
     local.set $6
     br $while-continue|0
    end
   end
   return
  end
  local.get $0
  i32.const 255
  i32.and
 )
 (func $core-as/mmu/walk/walkTables<core-as/mmu/riscv/RiscvSv64> (param $0 i32) (param $1 i64) (param $2 i32) (param $3 i32) (result i32)
  (local $4 i64)
  (local $5 i32)
  (local $6 i32)
  (local $7 i64)
  (local $8 i32)
  (local $9 i32)
  (local $10 i32)
  (local $11 i32)
  (local $12 i64)
  (local $13 i32)
  (local $14 i32)
  local.get $0
  i32.load offset=32
  local.set $9
  global.get $core-as/mmu/walk/tracing
  i32.eqz
  if
   block $core-as/cache/tlb/tlbFind|inlined.7
    local.get $9
    local.get $9
    i64.extend_i32_u
    i64.const 40
    i64.shl
    local.get $1
    i64.const -4096
    i64.and
    local.tee $4
    i64.const 12
    i64.shr_u
    i64.xor
    i64.const -7046029254386353131
    i64.mul
    i64.const 40
    i64.shr_u
    i32.wrap_i64
    i32.const 8191
    i32.and
    i32.const 5
    i32.shl
    i32.const 15160192
    i32.add
    local.tee $5
    i32.load offset=16
    i32.eq
    if (result i32)
     local.get $4
     local.get $5
     i64.load
     i64.eq
    else
     i32.const 0
    end
    if (result i32)
     global.get $core-as/cache/validity/ageing
     if (result i32)
      i32.const 16712192
      i32.load
      global.get $core-as/cache/validity/now
      local.get $5
      i32.load offset=24
      i32.sub
      i32.lt_u
     else
      i32.const 0
     end
    else
     i32.const 1
    end
    i32.eqz
    if
     global.get $core-as/cache/tlb/tlbHits
     i64.const 1
     i64.add
     global.set $core-as/cache/tlb/tlbHits
     br $core-as/cache/tlb/tlbFind|inlined.7
    end
    global.get $core-as/cache/tlb/tlbMisses
    i64.const 1
    i64.add
    global.set $core-as/cache/tlb/tlbMisses
    i32.const 0
    local.set $5
   end
  end
  block $folding-inner0
   local.get $5
   if
    local.get $5
    i32.load offset=20
    local.set $0
    local.get $2
    local.get $5
    i64.load offset=8
    local.get $1
    i64.const 4095
    i64.and
    i64.or
    i64.store
    local.get $3
    local.get $0
    i32.store
    br $folding-inner0
   end
   local.get $0
   i64.load
   local.set $4
   local.get $0
   i32.load offset=40
   local.set $6
   local.get $0
   i64.load32_u offset=48
   local.set $7
   local.get $1
   local.get $0
   i64.load offset=16
   i64.ge_u
   if
    local.get $1
    local.get $0
    i64.load offset=24
    i64.le_u
    if
     local.get $2
     i64.const 0
     i64.store
     local.get $3
     i32.const 2
     i32.store
     i32.const 2
     return
    end
    local.get $0
    i64.load32_u offset=52
    local.set $7
    local.get $0
    i32.load offset=44
    local.set $6
    local.get $0
    i64.load offset=8
    local.set $4
   end
   i32.const 255
   local.set $10
   global.get $core-as/cache/validity/now
   local.set $8
   loop $while-continue|0 (result i32)
    local.get $4
    local.get $1
    local.get $6
    i32.const 9
    i32.mul
    i32.const 3
    i32.add
    local.tee $11
    i64.extend_i32_u
    i64.shr_u
    local.get $7
    i64.and
    i64.const 3
    i64.shl
    i64.add
    local.tee $7
    i32.const 0
    call $core-as/cache/page-cache/pageFor
    local.tee $5
    i32.const 1
    i32.le_u
    if
     local.get $2
     local.get $7
     i64.const -4096
     i64.and
     i64.store
     local.get $3
     local.get $6
     i32.const 8
     i32.shl
     i32.const 3
     i32.const 255
     local.get $5
     select
     i32.or
     local.tee $0
     i32.store
     br $folding-inner0
    end
    global.get $core-as/mmu/walk/tracing
    if
     local.get $5
     call $core-as/cache/page-cache/markLine
    end
    global.get $core-as/cache/page-cache/hitStamp
    local.get $8
    global.get $core-as/cache/validity/now
    global.get $core-as/cache/page-cache/hitStamp
    i32.sub
    global.get $core-as/cache/validity/now
    local.get $8
    i32.sub
    i32.gt_u
    select
    local.set $8
    local.get $5
    local.get $7
    i64.const 4095
    i64.and
    i32.wrap_i64
    i32.add
    local.tee $5
    i64.load
    local.set $4
    local.get $6
    i32.const 1
    i32.eq
    if
     global.get $core-as/cache/page-cache/lossEpoch
     i64.extend_i32_u
     i64.const 52
     i64.shl
     local.get $0
     i64.load32_u offset=56
     i64.const 44
     i64.shl
     i64.or
     local.get $1
     i64.const 21
     i64.shr_u
     i64.or
     local.tee $12
     i64.const -7046029254386356224
     i64.mul
     i64.const 51
     i64.shr_u
     i32.wrap_i64
     i32.const 5
     i32.shl
     i32.const 15422336
     i32.add
     local.tee $13
     local.get $12
     i64.store
     local.get $13
     local.get $0
     i32.load offset=32
     i32.store offset=28
     local.get $13
     i32.const 15422336
     i32.sub
     i32.const 3
     i32.shr_u
     i32.const 15828032
     i32.add
     local.get $8
     i32.store
     local.get $13
     local.get $7
     i64.const -4096
     i64.and
     i64.const 1
     i64.or
     i64.store offset=8
     local.get $13
     local.get $5
     local.get $1
     i64.const 2097151
     i64.and
     local.get $11
     i64.extend_i32_u
     i64.shr_u
     i32.wrap_i64
     i32.const 3
     i32.shl
     i32.sub
     i32.store offset=16
     local.get $13
     local.get $10
     i32.const 16
     i32.shl
     i32.store offset=20
    end
    i32.const 0
    block $core-as/mmu/riscv/kindOf|inlined.5 (result i32)
     i32.const 0
     local.get $4
     i64.const 1
     i64.and
     i64.eqz
     local.get $4
     i64.const 6
     i64.and
     i64.const 4
     i64.eq
     i32.or
     br_if $core-as/mmu/riscv/kindOf|inlined.5
     drop
     i32.const 2
     local.get $4
     i64.const 14
     i64.and
     i64.const 0
     i64.ne
     br_if $core-as/mmu/riscv/kindOf|inlined.5
     drop
     local.get $6
     i32.const 1
     i32.ne
    end
    local.tee $13
    local.get $4
    i64.const 63
    i64.shr_u
    i32.wrap_i64
    local.tee $14
    select
    local.set $5
    block $core-as/mmu/riscv/RiscvSv64#kind|inlined.2
     local.get $13
     i32.const 2
     i32.ne
     br_if $core-as/mmu/riscv/RiscvSv64#kind|inlined.2
     i32.const 0
     i32.const 2
     local.get $4
     i64.const 10
     i64.shr_u
     i64.const 15
     i64.and
     i64.const 8
     i64.ne
     local.get $14
     i32.and
     select
     local.set $5
     local.get $6
     i32.const 1
     i32.eq
     br_if $core-as/mmu/riscv/RiscvSv64#kind|inlined.2
     i32.const 0
     i32.const 2
     local.get $14
     if (result i32)
      i32.const 1
     else
      local.get $4
      i64.const 1
      local.get $6
      i32.const 1
      i32.sub
      i64.extend_i32_u
      i64.const 9
      i64.mul
      i64.shl
      i64.const 1
      i64.sub
      i64.const 10
      i64.shl
      i64.and
      i64.const 0
      i64.ne
     end
     select
     local.set $5
    end
    local.get $5
    i32.eqz
    if
     local.get $2
     local.get $4
     i64.store
     local.get $3
     local.get $6
     i32.const 8
     i32.shl
     i32.const 1
     i32.or
     local.tee $0
     i32.store
     br $folding-inner0
    end
    local.get $5
    i32.const 2
    i32.eq
    if (result i32)
     local.get $4
     i64.const 2
     i64.shl
     i64.const 72057594037923840
     i64.and
     i64.const 1
     local.get $11
     i32.const 4
     i32.add
     local.get $11
     local.get $6
     i32.const 1
     i32.eq
     local.tee $5
     local.get $4
     i64.const 63
     i64.shr_u
     i32.wrap_i64
     i32.and
     local.tee $11
     select
     i64.extend_i32_u
     i64.shl
     i64.const 1
     i64.sub
     local.tee $7
     i64.const -1
     i64.xor
     i64.and
     local.get $1
     local.get $7
     i64.and
     i64.or
     local.set $7
     local.get $6
     i32.const 8
     i32.shl
     local.get $4
     i32.wrap_i64
     local.tee $6
     i32.const 3
     i32.shr_u
     i32.const 1
     i32.and
     local.tee $13
     local.get $6
     i32.const 4
     i32.shr_u
     i32.const 1
     i32.and
     local.tee $14
     i32.eqz
     i32.and
     local.get $10
     i32.const 256
     i32.and
     local.get $6
     i32.const 32
     i32.and
     i32.const 3
     i32.shl
     i32.or
     local.get $6
     i32.const 2
     i32.and
     i32.const 2
     i32.shl
     i32.or
     local.get $6
     i32.const 4
     i32.and
     i32.const 1
     i32.shr_u
     i32.or
     local.get $14
     i32.const 2
     i32.shl
     i32.or
     local.get $13
     local.get $14
     i32.and
     i32.const 4
     i32.shl
     i32.or
     i32.or
     local.get $6
     i32.const 192
     i32.and
     i32.const 1
     i32.shr_u
     i32.or
     i32.const 512
     i32.const 0
     local.get $11
     select
     i32.or
     i32.const 16
     i32.shl
     i32.or
     local.set $6
     local.get $5
     if
      local.get $9
      i64.extend_i32_u
      i64.const 40
      i64.shl
      local.get $1
      i64.const -4096
      i64.and
      local.tee $1
      i64.const 12
      i64.shr_u
      i64.xor
      i64.const -7046029254386353131
      i64.mul
      i64.const 40
      i64.shr_u
      i32.wrap_i64
      i32.const 8191
      i32.and
      i32.const 5
      i32.shl
      i32.const 15160192
      i32.add
      local.tee $0
      local.get $1
      i64.store
      local.get $0
      local.get $9
      i32.store offset=16
      local.get $0
      local.get $7
      i64.const -4096
      i64.and
      i64.store offset=8
      local.get $0
      local.get $6
      i32.store offset=20
      local.get $0
      local.get $8
      i32.store offset=24
     else
      global.get $core-as/cache/page-cache/lossEpoch
      i64.extend_i32_u
      i64.const 52
      i64.shl
      local.get $0
      i64.load32_u offset=56
      i64.const 44
      i64.shl
      i64.or
      local.get $1
      i64.const 21
      i64.shr_u
      i64.or
      local.tee $1
      i64.const -7046029254386356224
      i64.mul
      i64.const 51
      i64.shr_u
      i32.wrap_i64
      i32.const 5
      i32.shl
      i32.const 15422336
      i32.add
      local.tee $5
      local.get $1
      i64.store
      local.get $5
      local.get $0
      i32.load offset=32
      i32.store offset=28
      local.get $5
      i32.const 15422336
      i32.sub
      i32.const 3
      i32.shr_u
      i32.const 15828032
      i32.add
      local.get $8
      i32.store
      local.get $5
      local.get $7
      i64.const -2097152
      i64.and
      i64.store offset=8
      local.get $5
      i32.const 0
      i32.store offset=16
      local.get $5
      local.get $6
      i32.store offset=20
     end
     local.get $2
     local.get $7
     i64.store
     local.get $3
     local.get $6
     i32.store
     local.get $6
     i32.const 255
     i32.and
    else
     local.get $10
     local.get $4
     i32.wrap_i64
     i32.const 32
     i32.and
     i32.const 3
     i32.shl
     i32.or
     local.set $10
     local.get $4
     i64.const 2
     i64.shl
     i64.const 72057594037923840
     i64.and
     local.set $4
     local.get $6
     i32.const 1
     i32.sub
     local.set $6
     i64.const 511
     local.set $7
     br $while-continue|0
    end
   end
   return
  end
  local.get $0
  i32.const 255
  i32.and
 )
 (func $core-as/mmu/walk/walkTables<core-as/mmu/riscv/RiscvSv32> (param $0 i32) (param $1 i64) (param $2 i32) (param $3 i32) (result i32)
  (local $4 i32)
  (local $5 i64)
  (local $6 i64)
  (local $7 i32)
  (local $8 i32)
  (local $9 i32)
  (local $10 i32)
  (local $11 i32)
  (local $12 i64)
  (local $13 i32)
  local.get $0
  i32.load offset=32
  local.set $8
  global.get $core-as/mmu/walk/tracing
  i32.eqz
  if
   block $core-as/cache/tlb/tlbFind|inlined.6
    local.get $8
    local.get $8
    i64.extend_i32_u
    i64.const 40
    i64.shl
    local.get $1
    i64.const -4096
    i64.and
    local.tee $5
    i64.const 12
    i64.shr_u
    i64.xor
    i64.const -7046029254386353131
    i64.mul
    i64.const 40
    i64.shr_u
    i32.wrap_i64
    i32.const 8191
    i32.and
    i32.const 5
    i32.shl
    i32.const 15160192
    i32.add
    local.tee $4
    i32.load offset=16
    i32.eq
    if (result i32)
     local.get $5
     local.get $4
     i64.load
     i64.eq
    else
     i32.const 0
    end
    if (result i32)
     global.get $core-as/cache/validity/ageing
     if (result i32)
      i32.const 16712192
      i32.load
      global.get $core-as/cache/validity/now
      local.get $4
      i32.load offset=24
      i32.sub
      i32.lt_u
     else
      i32.const 0
     end
    else
     i32.const 1
    end
    i32.eqz
    if
     global.get $core-as/cache/tlb/tlbHits
     i64.const 1
     i64.add
     global.set $core-as/cache/tlb/tlbHits
     br $core-as/cache/tlb/tlbFind|inlined.6
    end
    global.get $core-as/cache/tlb/tlbMisses
    i64.const 1
    i64.add
    global.set $core-as/cache/tlb/tlbMisses
    i32.const 0
    local.set $4
   end
  end
  block $folding-inner0
   local.get $4
   if
    local.get $4
    i32.load offset=20
    local.set $0
    local.get $2
    local.get $4
    i64.load offset=8
    local.get $1
    i64.const 4095
    i64.and
    i64.or
    i64.store
    local.get $3
    local.get $0
    i32.store
    br $folding-inner0
   end
   local.get $0
   i64.load
   local.set $5
   local.get $0
   i32.load offset=40
   local.set $4
   local.get $0
   i64.load32_u offset=48
   local.set $6
   local.get $1
   local.get $0
   i64.load offset=16
   i64.ge_u
   if
    local.get $2
    i64.const 0
    i64.store
    local.get $3
    i32.const 2
    i32.store
    i32.const 2
    return
   end
   i32.const 255
   local.set $9
   global.get $core-as/cache/validity/now
   local.set $7
   loop $while-continue|0 (result i32)
    local.get $5
    local.get $1
    local.get $4
    i32.const 10
    i32.mul
    i32.const 2
    i32.add
    local.tee $10
    i64.extend_i32_u
    i64.shr_u
    local.get $6
    i64.and
    i64.const 2
    i64.shl
    i64.add
    local.tee $6
    i32.const 0
    call $core-as/cache/page-cache/pageFor
    local.tee $11
    i32.const 1
    i32.le_u
    if
     local.get $2
     local.get $6
     i64.const -4096
     i64.and
     i64.store
     local.get $3
     local.get $4
     i32.const 8
     i32.shl
     i32.const 3
     i32.const 255
     local.get $11
     select
     i32.or
     local.tee $0
     i32.store
     br $folding-inner0
    end
    global.get $core-as/mmu/walk/tracing
    if
     local.get $11
     call $core-as/cache/page-cache/markLine
    end
    global.get $core-as/cache/page-cache/hitStamp
    local.get $7
    global.get $core-as/cache/validity/now
    global.get $core-as/cache/page-cache/hitStamp
    i32.sub
    global.get $core-as/cache/validity/now
    local.get $7
    i32.sub
    i32.gt_u
    select
    local.set $7
    local.get $11
    local.get $6
    i64.const 4095
    i64.and
    i32.wrap_i64
    i32.add
    local.tee $11
    i64.load32_u
    local.set $5
    local.get $4
    i32.const 1
    i32.eq
    if
     global.get $core-as/cache/page-cache/lossEpoch
     i64.extend_i32_u
     i64.const 52
     i64.shl
     local.get $0
     i64.load32_u offset=56
     i64.const 44
     i64.shl
     i64.or
     local.get $1
     i64.const 22
     i64.shr_u
     i64.or
     local.tee $12
     i64.const -7046029254386356224
     i64.mul
     i64.const 51
     i64.shr_u
     i32.wrap_i64
     i32.const 5
     i32.shl
     i32.const 15422336
     i32.add
     local.tee $13
     local.get $12
     i64.store
     local.get $13
     local.get $0
     i32.load offset=32
     i32.store offset=28
     local.get $13
     i32.const 15422336
     i32.sub
     i32.const 3
     i32.shr_u
     i32.const 15828032
     i32.add
     local.get $7
     i32.store
     local.get $13
     local.get $6
     i64.const -4096
     i64.and
     i64.const 1
     i64.or
     i64.store offset=8
     local.get $13
     local.get $11
     local.get $1
     i64.const 4194303
     i64.and
     local.get $10
     i64.extend_i32_u
     i64.shr_u
     i32.wrap_i64
     i32.const 2
     i32.shl
     i32.sub
     i32.store offset=16
     local.get $13
     local.get $9
     i32.const 16
     i32.shl
     i32.store offset=20
    end
    i32.const 0
    block $core-as/mmu/riscv/kindOf|inlined.2 (result i32)
     i32.const 0
     local.get $5
     i64.const 1
     i64.and
     i64.eqz
     local.get $5
     i64.const 6
     i64.and
     i64.const 4
     i64.eq
     i32.or
     br_if $core-as/mmu/riscv/kindOf|inlined.2
     drop
     i32.const 2
     local.get $5
     i64.const 14
     i64.and
     i64.const 0
     i64.ne
     br_if $core-as/mmu/riscv/kindOf|inlined.2
     drop
     local.get $4
     i32.const 1
     i32.ne
    end
    local.tee $11
    local.get $4
    i32.const 2
    i32.eq
    local.get $11
    i32.const 2
    i32.eq
    i32.and
    local.get $5
    i64.const 1047552
    i64.and
    i64.const 0
    i64.ne
    i32.and
    select
    local.tee $11
    i32.eqz
    if
     local.get $2
     local.get $5
     i64.store
     local.get $3
     local.get $4
     i32.const 8
     i32.shl
     i32.const 1
     i32.or
     local.tee $0
     i32.store
     br $folding-inner0
    end
    local.get $11
    i32.const 2
    i32.eq
    if (result i32)
     i64.const 1
     local.get $10
     i64.extend_i32_u
     i64.shl
     i64.const 1
     i64.sub
     local.tee $6
     i64.const -1
     i64.xor
     local.get $5
     i64.const 10
     i64.shr_u
     i64.const 12
     i64.shl
     i64.and
     local.get $1
     local.get $6
     i64.and
     i64.or
     local.set $6
     local.get $4
     i32.const 8
     i32.shl
     local.get $5
     i32.wrap_i64
     local.tee $10
     i32.const 3
     i32.shr_u
     i32.const 1
     i32.and
     local.tee $11
     local.get $10
     i32.const 4
     i32.shr_u
     i32.const 1
     i32.and
     local.tee $13
     i32.eqz
     i32.and
     local.get $9
     i32.const 256
     i32.and
     local.get $10
     i32.const 32
     i32.and
     i32.const 3
     i32.shl
     i32.or
     local.get $10
     i32.const 2
     i32.and
     i32.const 2
     i32.shl
     i32.or
     local.get $10
     i32.const 4
     i32.and
     i32.const 1
     i32.shr_u
     i32.or
     local.get $13
     i32.const 2
     i32.shl
     i32.or
     local.get $11
     local.get $13
     i32.and
     i32.const 4
     i32.shl
     i32.or
     i32.or
     local.get $10
     i32.const 192
     i32.and
     i32.const 1
     i32.shr_u
     i32.or
     i32.const 16
     i32.shl
     i32.or
     local.set $9
     local.get $4
     i32.const 1
     i32.eq
     if
      local.get $8
      i64.extend_i32_u
      i64.const 40
      i64.shl
      local.get $1
      i64.const -4096
      i64.and
      local.tee $1
      i64.const 12
      i64.shr_u
      i64.xor
      i64.const -7046029254386353131
      i64.mul
      i64.const 40
      i64.shr_u
      i32.wrap_i64
      i32.const 8191
      i32.and
      i32.const 5
      i32.shl
      i32.const 15160192
      i32.add
      local.tee $0
      local.get $1
      i64.store
      local.get $0
      local.get $8
      i32.store offset=16
      local.get $0
      local.get $6
      i64.const -4096
      i64.and
      i64.store offset=8
      local.get $0
      local.get $9
      i32.store offset=20
      local.get $0
      local.get $7
      i32.store offset=24
     else
      global.get $core-as/cache/page-cache/lossEpoch
      i64.extend_i32_u
      i64.const 52
      i64.shl
      local.get $0
      i64.load32_u offset=56
      i64.const 44
      i64.shl
      i64.or
      local.get $1
      i64.const 22
      i64.shr_u
      i64.or
      local.tee $1
      i64.const -7046029254386356224
      i64.mul
      i64.const 51
      i64.shr_u
      i32.wrap_i64
      i32.const 5
      i32.shl
      i32.const 15422336
      i32.add
      local.tee $4
      local.get $1
      i64.store
      local.get $4
      local.get $0
      i32.load offset=32
      i32.store offset=28
      local.get $4
      i32.const 15422336
      i32.sub
      i32.const 3
      i32.shr_u
      i32.const 15828032
      i32.add
      local.get $7
      i32.store
      local.get $4
      local.get $6
      i64.const -4194304
      i64.and
      i64.store offset=8
      local.get $4
      i32.const 0
      i32.store offset=16
      local.get $4
      local.get $9
      i32.store offset=20
     end
     local.get $2
     local.get $6
     i64.store
     local.get $3
     local.get $9
     i32.store
     local.get $9
     i32.const 255
     i32.and
    else
     local.get $9
     local.get $5
     i32.wrap_i64
     i32.const 32
     i32.and
     i32.const 3
     i32.shl
     i32.or
     local.set $9
     local.get $5
     i64.const 10
     i64.shr_u
     i64.const 12
     i64.shl
     local.set $5
     local.get $4
     i32.const 1
     i32.sub
     local.set $4
     i64.const 1023
     local.set $6
     br $while-continue|0
    end
   end
   return
  end
  local.get $0
  i32.const 255
  i32.and
 )
 (func $core-as/mmu/walk/walkTables<core-as/mmu/arm-short/ArmShort> (param $0 i32) (param $1 i64) (param $2 i32) (param $3 i32) (result i32)
  (local $4 i32)
  (local $5 i64)
  (local $6 i64)
  (local $7 i32)
  (local $8 i32)
  (local $9 i32)
  (local $10 i32)
  (local $11 i32)
  (local $12 i64)
  (local $13 i32)
  local.get $0
  i32.load offset=32
  local.set $8
  global.get $core-as/mmu/walk/tracing
  i32.eqz
  if
   block $core-as/cache/tlb/tlbFind|inlined.4
    local.get $8
    local.get $8
    i64.extend_i32_u
    i64.const 40
    i64.shl
    local.get $1
    i64.const -4096
    i64.and
    local.tee $5
    i64.const 12
    i64.shr_u
    i64.xor
    i64.const -7046029254386353131
    i64.mul
    i64.const 40
    i64.shr_u
    i32.wrap_i64
    i32.const 8191
    i32.and
    i32.const 5
    i32.shl
    i32.const 15160192
    i32.add
    local.tee $4
    i32.load offset=16
    i32.eq
    if (result i32)
     local.get $5
     local.get $4
     i64.load
     i64.eq
    else
     i32.const 0
    end
    if (result i32)
     global.get $core-as/cache/validity/ageing
     if (result i32)
      i32.const 16712192
      i32.load
      global.get $core-as/cache/validity/now
      local.get $4
      i32.load offset=24
      i32.sub
      i32.lt_u
     else
      i32.const 0
     end
    else
     i32.const 1
    end
    i32.eqz
    if
     global.get $core-as/cache/tlb/tlbHits
     i64.const 1
     i64.add
     global.set $core-as/cache/tlb/tlbHits
     br $core-as/cache/tlb/tlbFind|inlined.4
    end
    global.get $core-as/cache/tlb/tlbMisses
    i64.const 1
    i64.add
    global.set $core-as/cache/tlb/tlbMisses
    i32.const 0
    local.set $4
   end
  end
  block $folding-inner0
   local.get $4
   if
    local.get $4
    i32.load offset=20
    local.set $0
    local.get $2
    local.get $4
    i64.load offset=8
    local.get $1
    i64.const 4095
    i64.and
    i64.or
    i64.store
    local.get $3
    local.get $0
    i32.store
    br $folding-inner0
   end
   local.get $0
   i64.load
   local.set $5
   local.get $0
   i32.load offset=40
   local.set $4
   local.get $0
   i64.load32_u offset=48
   local.set $6
   local.get $1
   local.get $0
   i64.load offset=16
   i64.ge_u
   if
    local.get $2
    i64.const 0
    i64.store
    local.get $3
    i32.const 2
    i32.store
    i32.const 2
    return
   end
   i32.const 511
   local.set $9
   global.get $core-as/cache/validity/now
   local.set $7
   loop $while-continue|0 (result i32)
    local.get $5
    local.get $1
    local.get $4
    i32.const 3
    i32.shl
    i32.const 4
    i32.add
    local.tee $10
    i64.extend_i32_u
    i64.shr_u
    local.get $6
    i64.and
    i64.const 2
    i64.shl
    i64.add
    local.tee $5
    i32.const 0
    call $core-as/cache/page-cache/pageFor
    local.tee $11
    i32.const 1
    i32.le_u
    if
     local.get $2
     local.get $5
     i64.const -4096
     i64.and
     i64.store
     local.get $3
     local.get $4
     i32.const 8
     i32.shl
     i32.const 3
     i32.const 255
     local.get $11
     select
     i32.or
     local.tee $0
     i32.store
     br $folding-inner0
    end
    global.get $core-as/mmu/walk/tracing
    if
     local.get $11
     call $core-as/cache/page-cache/markLine
    end
    global.get $core-as/cache/page-cache/hitStamp
    local.get $7
    global.get $core-as/cache/validity/now
    global.get $core-as/cache/page-cache/hitStamp
    i32.sub
    global.get $core-as/cache/validity/now
    local.get $7
    i32.sub
    i32.gt_u
    select
    local.set $7
    local.get $11
    local.get $5
    i64.const 4095
    i64.and
    i32.wrap_i64
    i32.add
    local.tee $11
    i64.load32_u
    local.set $6
    local.get $4
    i32.const 1
    i32.eq
    if
     global.get $core-as/cache/page-cache/lossEpoch
     i64.extend_i32_u
     i64.const 52
     i64.shl
     local.get $0
     i64.load32_u offset=56
     i64.const 44
     i64.shl
     i64.or
     local.get $1
     i64.const 20
     i64.shr_u
     i64.or
     local.tee $12
     i64.const -7046029254386356224
     i64.mul
     i64.const 51
     i64.shr_u
     i32.wrap_i64
     i32.const 5
     i32.shl
     i32.const 15422336
     i32.add
     local.tee $13
     local.get $12
     i64.store
     local.get $13
     local.get $0
     i32.load offset=32
     i32.store offset=28
     local.get $13
     i32.const 15422336
     i32.sub
     i32.const 3
     i32.shr_u
     i32.const 15828032
     i32.add
     local.get $7
     i32.store
     local.get $13
     local.get $5
     i64.const -4096
     i64.and
     i64.const 1
     i64.or
     i64.store offset=8
     local.get $13
     local.get $11
     local.get $1
     i64.const 1048575
     i64.and
     local.get $10
     i64.extend_i32_u
     i64.shr_u
     i32.wrap_i64
     i32.const 2
     i32.shl
     i32.sub
     i32.store offset=16
     local.get $13
     local.get $9
     i32.const 16
     i32.shl
     i32.store offset=20
    end
    local.get $6
    i32.wrap_i64
    i32.const 3
    i32.and
    local.tee $11
    if (result i32)
     i32.const 1
     i32.const 2
     local.get $11
     i32.const 1
     i32.eq
     local.get $4
     i32.const 2
     i32.eq
     i32.and
     select
    else
     i32.const 0
    end
    local.tee $11
    i32.eqz
    if
     local.get $2
     local.get $6
     i64.store
     local.get $3
     local.get $4
     i32.const 8
     i32.shl
     i32.const 1
     i32.or
     local.tee $0
     i32.store
     br $folding-inner0
    end
    local.get $11
    i32.const 2
    i32.eq
    if (result i32)
     i64.const 1
     local.get $10
     i32.const 4
     i32.add
     local.get $10
     local.get $6
     i64.const 3
     i64.and
     i64.const 1
     i64.eq
     local.tee $10
     local.get $6
     i64.const 262144
     i64.and
     i64.const 0
     i64.ne
     local.tee $11
     local.get $4
     i32.const 1
     i32.eq
     local.tee $13
     select
     select
     i64.extend_i32_u
     i64.shl
     i64.const 1
     i64.sub
     local.tee $5
     i64.const -1
     i64.xor
     local.set $12
     block $core-as/mmu/arm-short/ArmShort#frame|inlined.2 (result i64)
      local.get $6
      i64.const 4294901760
      i64.const 4294963200
      local.get $10
      select
      i64.and
      local.get $13
      br_if $core-as/mmu/arm-short/ArmShort#frame|inlined.2
      drop
      local.get $6
      i64.const 4293918720
      i64.and
      local.get $11
      i32.eqz
      br_if $core-as/mmu/arm-short/ArmShort#frame|inlined.2
      drop
      local.get $6
      i64.const 4278190080
      i64.and
      local.get $6
      i64.const 15728640
      i64.and
      i64.const 12
      i64.shl
      i64.or
      local.get $6
      i64.const 480
      i64.and
      i64.const 31
      i64.shl
      i64.or
     end
     local.get $12
     i64.and
     local.get $1
     local.get $5
     i64.and
     i64.or
     local.set $5
     local.get $6
     i32.wrap_i64
     i32.const 10
     i32.const 4
     local.get $4
     i32.const 2
     i32.eq
     local.tee $10
     select
     i32.shr_u
     i32.const 3
     i32.and
     local.set $11
     local.get $4
     i32.const 8
     i32.shl
     local.get $9
     local.get $6
     i32.const 4
     i32.const 15
     i32.const 0
     local.get $6
     i64.const 3
     i64.and
     i64.const 1
     i64.eq
     local.get $6
     i64.const 262144
     i64.and
     i64.const 0
     i64.ne
     local.get $4
     i32.const 1
     i32.eq
     local.tee $4
     select
     local.tee $9
     select
     local.get $10
     select
     i64.extend_i32_u
     i64.shr_u
     i32.wrap_i64
     i32.const 1
     i32.and
     local.tee $13
     local.get $6
     i32.wrap_i64
     i32.const 1
     i32.and
     local.get $10
     i32.and
     i32.or
     i32.eqz
     i32.const 8
     i32.const 0
     local.get $11
     select
     i32.const 0
     i32.const 2
     local.get $6
     i64.const 15
     i64.const 9
     local.get $10
     select
     i64.shr_u
     i32.wrap_i64
     i32.const 1
     i32.and
     i32.const 1
     local.get $11
     select
     select
     i32.or
     local.get $11
     i32.const 1
     i32.shr_u
     i32.const 2
     i32.shl
     i32.or
     local.get $13
     i32.eqz
     i32.const 4
     i32.shl
     i32.or
     i32.or
     local.get $6
     i64.const 17
     i64.const 11
     local.get $10
     select
     i64.shr_u
     i32.wrap_i64
     i32.const 1
     i32.and
     i32.eqz
     i32.const 8
     i32.shl
     i32.or
     i32.and
     i32.const 512
     i32.const 0
     local.get $9
     select
     i32.or
     local.tee $9
     local.get $9
     i32.const -1
     i32.xor
     i32.const 4
     i32.and
     i32.const 2
     i32.shl
     i32.const -1
     i32.xor
     i32.and
     i32.const 16
     i32.shl
     i32.or
     local.set $9
     local.get $4
     if
      local.get $8
      i64.extend_i32_u
      i64.const 40
      i64.shl
      local.get $1
      i64.const -4096
      i64.and
      local.tee $1
      i64.const 12
      i64.shr_u
      i64.xor
      i64.const -7046029254386353131
      i64.mul
      i64.const 40
      i64.shr_u
      i32.wrap_i64
      i32.const 8191
      i32.and
      i32.const 5
      i32.shl
      i32.const 15160192
      i32.add
      local.tee $0
      local.get $1
      i64.store
      local.get $0
      local.get $8
      i32.store offset=16
      local.get $0
      local.get $5
      i64.const -4096
      i64.and
      i64.store offset=8
      local.get $0
      local.get $9
      i32.store offset=20
      local.get $0
      local.get $7
      i32.store offset=24
     else
      global.get $core-as/cache/page-cache/lossEpoch
      i64.extend_i32_u
      i64.const 52
      i64.shl
      local.get $0
      i64.load32_u offset=56
      i64.const 44
      i64.shl
      i64.or
      local.get $1
      i64.const 20
      i64.shr_u
      i64.or
      local.tee $1
      i64.const -7046029254386356224
      i64.mul
      i64.const 51
      i64.shr_u
      i32.wrap_i64
      i32.const 5
      i32.shl
      i32.const 15422336
      i32.add
      local.tee $4
      local.get $1
      i64.store
      local.get $4
      local.get $0
      i32.load offset=32
      i32.store offset=28
      local.get $4
      i32.const 15422336
      i32.sub
      i32.const 3
      i32.shr_u
      i32.const 15828032
      i32.add
      local.get $7
      i32.store
      local.get $4
      local.get $5
      i64.const -1048576
      i64.and
      i64.store offset=8
      local.get $4
      i32.const 0
      i32.store offset=16
      local.get $4
      local.get $9
      i32.store offset=20
     end
     local.get $2
     local.get $5
     i64.store
     local.get $3
     local.get $9
     i32.store
     local.get $9
     i32.const 255
     i32.and
    else
     local.get $9
     local.get $6
     i64.const 2
     i64.shr_u
     i32.wrap_i64
     i32.const 1
     i32.and
     i32.const -1
     i32.xor
     i32.and
     local.set $9
     local.get $6
     i64.const 4294966272
     i64.and
     local.set $5
     i64.const 255
     i64.const 4095
     local.get $4
     i32.const 1
     i32.sub
     local.tee $4
     i32.const 1
     i32.eq
     select
     local.set $6
     br $while-continue|0
    end
   end
   return
  end
  local.get $0
  i32.const 255
  i32.and
 )
 (func $core-as/mmu/walk/walkTables<core-as/mmu/arm-lpae/ArmLpae> (param $0 i32) (param $1 i64) (param $2 i32) (param $3 i32) (result i32)
  (local $4 i64)
  (local $5 i32)
  (local $6 i64)
  (local $7 i32)
  (local $8 i32)
  (local $9 i32)
  (local $10 i32)
  (local $11 i32)
  (local $12 i32)
  (local $13 i64)
  local.get $0
  i32.load offset=32
  local.set $9
  global.get $core-as/mmu/walk/tracing
  i32.eqz
  if
   block $core-as/cache/tlb/tlbFind|inlined.5
    local.get $9
    local.get $9
    i64.extend_i32_u
    i64.const 40
    i64.shl
    local.get $1
    i64.const -4096
    i64.and
    local.tee $4
    i64.const 12
    i64.shr_u
    i64.xor
    i64.const -7046029254386353131
    i64.mul
    i64.const 40
    i64.shr_u
    i32.wrap_i64
    i32.const 8191
    i32.and
    i32.const 5
    i32.shl
    i32.const 15160192
    i32.add
    local.tee $5
    i32.load offset=16
    i32.eq
    if (result i32)
     local.get $4
     local.get $5
     i64.load
     i64.eq
    else
     i32.const 0
    end
    if (result i32)
     global.get $core-as/cache/validity/ageing
     if (result i32)
      i32.const 16712192
      i32.load
      global.get $core-as/cache/validity/now
      local.get $5
      i32.load offset=24
      i32.sub
      i32.lt_u
     else
      i32.const 0
     end
    else
     i32.const 1
    end
    i32.eqz
    if
     global.get $core-as/cache/tlb/tlbHits
     i64.const 1
     i64.add
     global.set $core-as/cache/tlb/tlbHits
     br $core-as/cache/tlb/tlbFind|inlined.5
    end
    global.get $core-as/cache/tlb/tlbMisses
    i64.const 1
    i64.add
    global.set $core-as/cache/tlb/tlbMisses
    i32.const 0
    local.set $5
   end
  end
  block $folding-inner0
   local.get $5
   if
    local.get $5
    i32.load offset=20
    local.set $0
    local.get $2
    local.get $5
    i64.load offset=8
    local.get $1
    i64.const 4095
    i64.and
    i64.or
    i64.store
    local.get $3
    local.get $0
    i32.store
    br $folding-inner0
   end
   local.get $0
   i64.load
   local.set $4
   local.get $0
   i32.load offset=40
   local.set $5
   local.get $0
   i64.load32_u offset=48
   local.set $6
   local.get $1
   local.get $0
   i64.load offset=16
   i64.ge_u
   if
    local.get $2
    i64.const 0
    i64.store
    local.get $3
    i32.const 2
    i32.store
    i32.const 2
    return
   end
   i32.const 511
   local.set $7
   global.get $core-as/cache/validity/now
   local.set $8
   loop $while-continue|0 (result i32)
    local.get $4
    local.get $1
    local.get $5
    i32.const 9
    i32.mul
    i32.const 3
    i32.add
    local.tee $10
    i64.extend_i32_u
    i64.shr_u
    local.get $6
    i64.and
    i64.const 3
    i64.shl
    i64.add
    local.tee $6
    i32.const 0
    call $core-as/cache/page-cache/pageFor
    local.tee $11
    i32.const 1
    i32.le_u
    if
     local.get $2
     local.get $6
     i64.const -4096
     i64.and
     i64.store
     local.get $3
     local.get $5
     i32.const 8
     i32.shl
     i32.const 3
     i32.const 255
     local.get $11
     select
     i32.or
     local.tee $0
     i32.store
     br $folding-inner0
    end
    global.get $core-as/mmu/walk/tracing
    if
     local.get $11
     call $core-as/cache/page-cache/markLine
    end
    global.get $core-as/cache/page-cache/hitStamp
    local.get $8
    global.get $core-as/cache/validity/now
    global.get $core-as/cache/page-cache/hitStamp
    i32.sub
    global.get $core-as/cache/validity/now
    local.get $8
    i32.sub
    i32.gt_u
    select
    local.set $8
    local.get $11
    local.get $6
    i64.const 4095
    i64.and
    i32.wrap_i64
    i32.add
    local.tee $12
    i64.load
    local.set $4
    local.get $5
    i32.const 1
    i32.eq
    if
     global.get $core-as/cache/page-cache/lossEpoch
     i64.extend_i32_u
     i64.const 52
     i64.shl
     local.get $0
     i64.load32_u offset=56
     i64.const 44
     i64.shl
     i64.or
     local.get $1
     i64.const 21
     i64.shr_u
     i64.or
     local.tee $13
     i64.const -7046029254386356224
     i64.mul
     i64.const 51
     i64.shr_u
     i32.wrap_i64
     i32.const 5
     i32.shl
     i32.const 15422336
     i32.add
     local.tee $11
     local.get $13
     i64.store
     local.get $11
     local.get $0
     i32.load offset=32
     i32.store offset=28
     local.get $11
     i32.const 15422336
     i32.sub
     i32.const 3
     i32.shr_u
     i32.const 15828032
     i32.add
     local.get $8
     i32.store
     local.get $11
     local.get $6
     i64.const -4096
     i64.and
     i64.const 1
     i64.or
     i64.store offset=8
     local.get $11
     local.get $12
     local.get $1
     i64.const 2097151
     i64.and
     local.get $10
     i64.extend_i32_u
     i64.shr_u
     i32.wrap_i64
     i32.const 3
     i32.shl
     i32.sub
     i32.store offset=16
     local.get $11
     local.get $7
     i32.const 16
     i32.shl
     i32.store offset=20
    end
    block $core-as/mmu/aarch64/kindOf|inlined.5 (result i32)
     i32.const 0
     local.get $4
     i64.const 1
     i64.and
     i64.eqz
     br_if $core-as/mmu/aarch64/kindOf|inlined.5
     drop
     i32.const 2
     i32.const 1
     local.get $5
     i32.const 1
     i32.eq
     select
     local.get $4
     i64.const 2
     i64.and
     i64.const 0
     i64.ne
     br_if $core-as/mmu/aarch64/kindOf|inlined.5
     drop
     i32.const 2
     i32.const 0
     local.get $5
     i32.const 3
     i32.le_u
     local.get $5
     i32.const 1
     i32.gt_u
     i32.and
     select
    end
    local.tee $11
    i32.eqz
    if
     local.get $2
     local.get $4
     i64.store
     local.get $3
     local.get $5
     i32.const 8
     i32.shl
     i32.const 1
     i32.or
     local.tee $0
     i32.store
     br $folding-inner0
    end
    local.get $11
    i32.const 2
    i32.eq
    if (result i32)
     local.get $4
     i64.const 1099511623680
     i64.and
     i64.const 1
     local.get $10
     i64.extend_i32_u
     i64.shl
     i64.const 1
     i64.sub
     local.tee $6
     i64.const -1
     i64.xor
     i64.and
     local.get $1
     local.get $6
     i64.and
     i64.or
     local.set $6
     local.get $5
     i32.const 8
     i32.shl
     local.get $7
     local.get $4
     i64.const 54
     i64.shr_u
     i32.wrap_i64
     i32.const 1
     i32.and
     i32.eqz
     local.tee $7
     local.get $4
     i64.const 53
     i64.shr_u
     i32.wrap_i64
     i32.const 1
     i32.and
     i32.eqz
     i32.and
     i32.const 8
     i32.or
     local.get $4
     i64.const 7
     i64.shr_u
     i32.wrap_i64
     i32.const 1
     i32.and
     i32.eqz
     i32.const 1
     i32.shl
     i32.or
     local.get $4
     i64.const 6
     i64.shr_u
     i32.wrap_i64
     i32.const 1
     i32.and
     i32.const 2
     i32.shl
     i32.or
     local.get $7
     i32.const 4
     i32.shl
     i32.or
     local.get $4
     i64.const 10
     i64.shr_u
     i32.wrap_i64
     i32.const 1
     i32.and
     i32.const 5
     i32.shl
     i32.or
     local.get $4
     i64.const 52
     i64.shr_u
     i32.wrap_i64
     i32.const 1
     i32.and
     i32.const 7
     i32.shl
     i32.or
     local.get $4
     i64.const 11
     i64.shr_u
     i32.wrap_i64
     i32.const 1
     i32.and
     i32.eqz
     i32.const 8
     i32.shl
     i32.or
     i32.and
     local.tee $7
     local.get $7
     i32.const -1
     i32.xor
     i32.const 4
     i32.and
     i32.const 2
     i32.shl
     i32.const -1
     i32.xor
     i32.and
     i32.const 16
     i32.shl
     i32.or
     local.set $7
     local.get $5
     i32.const 1
     i32.eq
     if
      local.get $9
      i64.extend_i32_u
      i64.const 40
      i64.shl
      local.get $1
      i64.const -4096
      i64.and
      local.tee $1
      i64.const 12
      i64.shr_u
      i64.xor
      i64.const -7046029254386353131
      i64.mul
      i64.const 40
      i64.shr_u
      i32.wrap_i64
      i32.const 8191
      i32.and
      i32.const 5
      i32.shl
      i32.const 15160192
      i32.add
      local.tee $0
      local.get $1
      i64.store
      local.get $0
      local.get $9
      i32.store offset=16
      local.get $0
      local.get $6
      i64.const -4096
      i64.and
      i64.store offset=8
      local.get $0
      local.get $7
      i32.store offset=20
      local.get $0
      local.get $8
      i32.store offset=24
     else
      global.get $core-as/cache/page-cache/lossEpoch
      i64.extend_i32_u
      i64.const 52
      i64.shl
      local.get $0
      i64.load32_u offset=56
      i64.const 44
      i64.shl
      i64.or
      local.get $1
      i64.const 21
      i64.shr_u
      i64.or
      local.tee $1
      i64.const -7046029254386356224
      i64.mul
      i64.const 51
      i64.shr_u
      i32.wrap_i64
      i32.const 5
      i32.shl
      i32.const 15422336
      i32.add
      local.tee $5
      local.get $1
      i64.store
      local.get $5
      local.get $0
      i32.load offset=32
      i32.store offset=28
      local.get $5
      i32.const 15422336
      i32.sub
      i32.const 3
      i32.shr_u
      i32.const 15828032
      i32.add
      local.get $8
      i32.store
      local.get $5
      local.get $6
      i64.const -2097152
      i64.and
      i64.store offset=8
      local.get $5
      i32.const 0
      i32.store offset=16
      local.get $5
      local.get $7
      i32.store offset=20
     end
     local.get $2
     local.get $6
     i64.store
     local.get $3
     local.get $7
     i32.store
     local.get $7
     i32.const 255
     i32.and
    else
     local.get $7
     local.get $4
     i64.const 60
     i64.shr_u
     i32.wrap_i64
     i32.const 1
     i32.and
     local.tee $7
     local.get $4
     i64.const 59
     i64.shr_u
     i32.wrap_i64
     i32.const 1
     i32.and
     i32.or
     local.get $4
     i64.const 61
     i64.shr_u
     i32.wrap_i64
     i32.const 1
     i32.and
     local.tee $10
     local.get $7
     i32.or
     i32.const 4
     i32.shl
     i32.or
     local.get $10
     i32.const 2
     i32.shl
     i32.or
     local.get $4
     i64.const 62
     i64.shr_u
     i32.wrap_i64
     i32.const 1
     i32.and
     i32.const 1
     i32.shl
     i32.or
     i32.const -1
     i32.xor
     i32.and
     local.set $7
     local.get $4
     i64.const 1099511623680
     i64.and
     local.set $4
     local.get $5
     i32.const 1
     i32.sub
     local.set $5
     i64.const 511
     local.set $6
     br $while-continue|0
    end
   end
   return
  end
  local.get $0
  i32.const 255
  i32.and
 )
 (func $core-as/mmu/walk/walkTables<core-as/mmu/aarch64/Aarch64> (param $0 i32) (param $1 i64) (param $2 i32) (param $3 i32) (result i32)
  (local $4 i64)
  (local $5 i32)
  (local $6 i32)
  (local $7 i64)
  (local $8 i32)
  (local $9 i64)
  (local $10 i64)
  (local $11 i32)
  (local $12 i32)
  (local $13 i32)
  (local $14 i32)
  local.get $0
  i32.load offset=32
  local.set $11
  global.get $core-as/mmu/walk/tracing
  i32.eqz
  if
   block $core-as/cache/tlb/tlbFind|inlined.3
    local.get $11
    local.get $11
    i64.extend_i32_u
    i64.const 40
    i64.shl
    local.get $1
    i64.const -4096
    i64.and
    local.tee $4
    i64.const 12
    i64.shr_u
    i64.xor
    i64.const -7046029254386353131
    i64.mul
    i64.const 40
    i64.shr_u
    i32.wrap_i64
    i32.const 8191
    i32.and
    i32.const 5
    i32.shl
    i32.const 15160192
    i32.add
    local.tee $14
    i32.load offset=16
    i32.eq
    if (result i32)
     local.get $4
     local.get $14
     i64.load
     i64.eq
    else
     i32.const 0
    end
    if (result i32)
     global.get $core-as/cache/validity/ageing
     if (result i32)
      i32.const 16712192
      i32.load
      global.get $core-as/cache/validity/now
      local.get $14
      i32.load offset=24
      i32.sub
      i32.lt_u
     else
      i32.const 0
     end
    else
     i32.const 1
    end
    i32.eqz
    if
     global.get $core-as/cache/tlb/tlbHits
     i64.const 1
     i64.add
     global.set $core-as/cache/tlb/tlbHits
     br $core-as/cache/tlb/tlbFind|inlined.3
    end
    global.get $core-as/cache/tlb/tlbMisses
    i64.const 1
    i64.add
    global.set $core-as/cache/tlb/tlbMisses
    i32.const 0
    local.set $14
   end
  end
  block $folding-inner0
   local.get $14
   if
    local.get $14
    i32.load offset=20
    local.set $0
    local.get $2
    local.get $14
    i64.load offset=8
    local.get $1
    i64.const 4095
    i64.and
    i64.or
    i64.store
    local.get $3
    local.get $0
    i32.store
    br $folding-inner0
   end
   local.get $0
   i64.load
   local.set $4
   local.get $0
   i32.load offset=40
   local.set $14
   local.get $0
   i64.load32_u offset=48
   local.set $7
   local.get $1
   local.get $0
   i64.load offset=16
   i64.ge_u
   if
    local.get $1
    local.get $0
    i64.load offset=24
    i64.le_u
    if
     local.get $2
     i64.const 0
     i64.store
     local.get $3
     i32.const 2
     i32.store
     i32.const 2
     return
    end
    local.get $0
    i64.load32_u offset=52
    local.set $7
    local.get $0
    i32.load offset=44
    local.set $14
    local.get $0
    i64.load offset=8
    local.set $4
   end
   i32.const 511
   local.set $13
   global.get $core-as/cache/validity/now
   local.set $12
   loop $while-continue|0 (result i32)
    local.get $4
    local.get $1
    global.get $core-as/mmu/aarch64/granule
    global.get $core-as/mmu/aarch64/granule
    i32.const 3
    i32.sub
    local.get $14
    i32.const 1
    i32.sub
    i32.mul
    i32.add
    local.tee $6
    i64.extend_i32_u
    i64.shr_u
    local.get $7
    i64.and
    i64.const 3
    i64.shl
    i64.add
    local.tee $10
    i32.const 0
    call $core-as/cache/page-cache/pageFor
    local.tee $5
    i32.const 1
    i32.le_u
    if
     local.get $2
     local.get $10
     i64.const -4096
     i64.and
     i64.store
     local.get $3
     local.get $14
     i32.const 8
     i32.shl
     i32.const 3
     i32.const 255
     local.get $5
     select
     i32.or
     local.tee $0
     i32.store
     br $folding-inner0
    end
    global.get $core-as/mmu/walk/tracing
    if
     local.get $5
     call $core-as/cache/page-cache/markLine
    end
    global.get $core-as/cache/page-cache/hitStamp
    local.get $12
    global.get $core-as/cache/validity/now
    global.get $core-as/cache/page-cache/hitStamp
    i32.sub
    global.get $core-as/cache/validity/now
    local.get $12
    i32.sub
    i32.gt_u
    select
    local.set $12
    local.get $5
    local.get $10
    i64.const 4095
    i64.and
    i32.wrap_i64
    i32.add
    local.tee $5
    i64.load
    local.set $9
    local.get $14
    i32.const 1
    i32.eq
    if
     global.get $core-as/cache/page-cache/lossEpoch
     i64.extend_i32_u
     i64.const 52
     i64.shl
     local.get $0
     i64.load32_u offset=56
     i64.const 44
     i64.shl
     i64.or
     local.get $1
     global.get $core-as/mmu/aarch64/granule
     i32.const 9
     i32.add
     i64.extend_i32_u
     local.tee $7
     i64.shr_u
     i64.or
     local.tee $4
     i64.const -7046029254386356224
     i64.mul
     i64.const 51
     i64.shr_u
     i32.wrap_i64
     i32.const 5
     i32.shl
     i32.const 15422336
     i32.add
     local.tee $8
     local.get $4
     i64.store
     local.get $8
     local.get $0
     i32.load offset=32
     i32.store offset=28
     local.get $8
     i32.const 15422336
     i32.sub
     i32.const 3
     i32.shr_u
     i32.const 15828032
     i32.add
     local.get $12
     i32.store
     local.get $8
     local.get $10
     i64.const -4096
     i64.and
     i64.const 1
     i64.or
     i64.store offset=8
     local.get $8
     local.get $5
     local.get $1
     i64.const 1
     local.get $7
     i64.shl
     i64.const 1
     i64.sub
     i64.and
     local.get $6
     i64.extend_i32_u
     i64.shr_u
     i32.wrap_i64
     i32.const 3
     i32.shl
     i32.sub
     i32.store offset=16
     local.get $8
     local.get $13
     i32.const 16
     i32.shl
     i32.store offset=20
    end
    global.get $core-as/mmu/aarch64/highestBlock
    local.set $5
    block $core-as/mmu/aarch64/kindOf|inlined.2 (result i32)
     i32.const 0
     local.get $9
     i64.const 1
     i64.and
     i64.eqz
     br_if $core-as/mmu/aarch64/kindOf|inlined.2
     drop
     i32.const 2
     i32.const 1
     local.get $14
     i32.const 1
     i32.eq
     select
     local.get $9
     i64.const 2
     i64.and
     i64.const 0
     i64.ne
     br_if $core-as/mmu/aarch64/kindOf|inlined.2
     drop
     i32.const 2
     i32.const 0
     local.get $14
     i32.const 1
     i32.gt_u
     local.get $5
     local.get $14
     i32.ge_u
     i32.and
     select
    end
    local.tee $5
    i32.eqz
    if
     local.get $2
     local.get $9
     i64.store
     local.get $3
     local.get $14
     i32.const 8
     i32.shl
     i32.const 1
     i32.or
     local.tee $0
     i32.store
     br $folding-inner0
    end
    local.get $5
    i32.const 2
    i32.eq
    if (result i32)
     local.get $9
     global.get $core-as/mmu/aarch64/frameMask
     i64.and
     local.get $9
     global.get $core-as/mmu/aarch64/extraMask
     i64.and
     global.get $core-as/mmu/aarch64/extraShift
     i64.extend_i32_u
     i64.shl
     i64.or
     i64.const 1
     local.get $6
     i64.extend_i32_u
     i64.shl
     i64.const 1
     i64.sub
     local.tee $4
     i64.const -1
     i64.xor
     i64.and
     local.get $1
     local.get $4
     i64.and
     i64.or
     local.set $7
     local.get $14
     i32.const 8
     i32.shl
     local.get $9
     i64.const 53
     i64.shr_u
     i32.wrap_i64
     i32.const 1
     i32.and
     i32.eqz
     i32.const 8
     i32.or
     local.get $9
     i64.const 7
     i64.shr_u
     i32.wrap_i64
     i32.const 1
     i32.and
     local.tee $5
     i32.eqz
     local.get $9
     i64.const 51
     i64.shr_u
     i32.wrap_i64
     i32.const 1
     i32.and
     i32.or
     i32.const 1
     i32.shl
     i32.or
     local.get $9
     i64.const 6
     i64.shr_u
     i32.wrap_i64
     i32.const 1
     i32.and
     i32.const 2
     i32.shl
     i32.or
     local.get $9
     i64.const 54
     i64.shr_u
     i32.wrap_i64
     i32.const 1
     i32.and
     i32.eqz
     i32.const 4
     i32.shl
     i32.or
     local.get $9
     i64.const 10
     i64.shr_u
     i32.wrap_i64
     i32.const 1
     i32.and
     i32.const 5
     i32.shl
     i32.or
     local.get $5
     i32.eqz
     i32.const 6
     i32.shl
     i32.or
     local.get $9
     i64.const 52
     i64.shr_u
     i32.wrap_i64
     i32.const 1
     i32.and
     i32.const 7
     i32.shl
     i32.or
     local.get $9
     i64.const 11
     i64.shr_u
     i32.wrap_i64
     i32.const 1
     i32.and
     i32.eqz
     i32.const 8
     i32.shl
     i32.or
     local.get $13
     i32.and
     i32.const 16
     i32.shl
     i32.or
     local.set $6
     local.get $14
     i32.const 1
     i32.eq
     if
      local.get $11
      i64.extend_i32_u
      i64.const 40
      i64.shl
      local.get $1
      i64.const -4096
      i64.and
      local.tee $1
      i64.const 12
      i64.shr_u
      i64.xor
      i64.const -7046029254386353131
      i64.mul
      i64.const 40
      i64.shr_u
      i32.wrap_i64
      i32.const 8191
      i32.and
      i32.const 5
      i32.shl
      i32.const 15160192
      i32.add
      local.tee $0
      local.get $1
      i64.store
      local.get $0
      local.get $11
      i32.store offset=16
      local.get $0
      local.get $7
      i64.const -4096
      i64.and
      i64.store offset=8
      local.get $0
      local.get $6
      i32.store offset=20
      local.get $0
      local.get $12
      i32.store offset=24
     else
      global.get $core-as/cache/page-cache/lossEpoch
      i64.extend_i32_u
      i64.const 52
      i64.shl
      local.get $0
      i64.load32_u offset=56
      i64.const 44
      i64.shl
      i64.or
      local.get $1
      global.get $core-as/mmu/aarch64/granule
      i32.const 9
      i32.add
      i64.extend_i32_u
      local.tee $4
      i64.shr_u
      i64.or
      local.tee $1
      i64.const -7046029254386356224
      i64.mul
      i64.const 51
      i64.shr_u
      i32.wrap_i64
      i32.const 5
      i32.shl
      i32.const 15422336
      i32.add
      local.tee $5
      local.get $1
      i64.store
      local.get $5
      local.get $0
      i32.load offset=32
      i32.store offset=28
      local.get $5
      i32.const 15422336
      i32.sub
      i32.const 3
      i32.shr_u
      i32.const 15828032
      i32.add
      local.get $12
      i32.store
      local.get $5
      local.get $7
      i64.const 1
      local.get $4
      i64.shl
      i64.const 1
      i64.sub
      i64.const -1
      i64.xor
      i64.and
      i64.store offset=8
      local.get $5
      i32.const 0
      i32.store offset=16
      local.get $5
      local.get $6
      i32.store offset=20
     end
     local.get $2
     local.get $7
     i64.store
     local.get $3
     local.get $6
     i32.store
     local.get $6
     i32.const 255
     i32.and
    else
     local.get $13
     local.get $9
     i64.const 59
     i64.shr_u
     i32.wrap_i64
     i32.const 1
     i32.and
     local.get $9
     i64.const 60
     i64.shr_u
     i32.wrap_i64
     i32.const 1
     i32.and
     i32.const 4
     i32.shl
     i32.or
     local.get $9
     i64.const 61
     i64.shr_u
     i32.wrap_i64
     i32.const 1
     i32.and
     i32.const 2
     i32.shl
     i32.or
     local.get $9
     i64.const 62
     i64.shr_u
     i32.wrap_i64
     i32.const 1
     i32.and
     i32.const 1
     i32.shl
     i32.or
     i32.const -1
     i32.xor
     i32.and
     local.set $13
     local.get $9
     global.get $core-as/mmu/aarch64/frameMask
     i64.and
     local.get $9
     global.get $core-as/mmu/aarch64/extraMask
     i64.and
     global.get $core-as/mmu/aarch64/extraShift
     i64.extend_i32_u
     i64.shl
     i64.or
     local.set $4
     local.get $14
     i32.const 1
     i32.sub
     local.set $14
     i64.const 1
     global.get $core-as/mmu/aarch64/granule
     i32.const 3
     i32.sub
     i64.extend_i32_u
     i64.shl
     i64.const 1
     i64.sub
     local.set $7
     br $while-continue|0
    end
   end
   return
  end
  local.get $0
  i32.const 255
  i32.and
 )
 (func $core-as/mmu/walk/extentEnd<core-as/mmu/aarch64/Aarch64> (param $0 i32) (param $1 i64) (param $2 i32) (result i64)
  (local $3 i32)
  (local $4 i32)
  (local $5 i32)
  (local $6 i64)
  local.get $2
  i32.const 255
  i32.and
  local.tee $5
  i32.const 2
  i32.eq
  if
   local.get $0
   i64.load offset=24
   return
  end
  global.get $core-as/mmu/aarch64/granule
  global.get $core-as/mmu/aarch64/granule
  i32.const 3
  i32.sub
  local.tee $3
  local.get $2
  i32.const 8
  i32.shr_u
  i32.const 255
  i32.and
  i32.const 1
  i32.sub
  i32.mul
  i32.add
  local.tee $4
  i32.const 4
  i32.add
  local.get $4
  local.get $2
  i32.const 33554432
  i32.and
  select
  local.set $2
  local.get $1
  i64.const 1
  local.get $5
  i32.const 255
  i32.eq
  local.get $5
  i32.const 3
  i32.eq
  i32.or
  if (result i32)
   local.get $2
   i32.const 9
   i64.const 1
   local.get $3
   i64.extend_i32_u
   i64.shl
   i64.const 1
   i64.sub
   i64.popcnt
   i32.wrap_i64
   local.tee $2
   local.get $2
   i32.const 9
   i32.gt_u
   select
   i32.add
  else
   local.get $2
  end
  i64.extend_i32_u
  i64.shl
  i64.const 1
  i64.sub
  i64.or
  local.set $6
  local.get $1
  local.get $0
  i64.load offset=16
  i64.lt_u
  if (result i64)
   local.get $6
   local.get $0
   i64.load offset=16
   i64.const 1
   i64.sub
   local.tee $1
   local.get $1
   local.get $6
   i64.gt_u
   select
  else
   local.get $6
  end
 )
 (func $core-as/mmu/space/setSpaceSlot (param $0 i32) (param $1 i32) (param $2 i64) (param $3 i64) (param $4 i32) (param $5 i32) (result i32)
  (local $6 i32)
  (local $7 i64)
  (local $8 i32)
  (local $9 i32)
  local.get $1
  i32.const 12
  i32.gt_u
  local.get $0
  i32.const 256
  i32.ge_u
  i32.or
  if
   i32.const 0
   return
  end
  local.get $1
  i32.const 3
  i32.shl
  i32.const 16712208
  i32.add
  local.tee $6
  i32.load8_u
  local.set $9
  local.get $6
  i32.const 1
  i32.add
  i32.load8_u
  local.set $8
  local.get $6
  i32.const 6
  i32.add
  i32.load8_u
  i32.const 0
  i32.ne
  local.tee $6
  if
   local.get $2
   local.set $3
   local.get $4
   local.set $5
  else
   local.get $8
   local.get $9
   i32.eq
   local.get $3
   i64.const -1
   i64.ne
   i32.and
   if
    i32.const 0
    return
   end
  end
  local.get $5
  local.get $9
  i32.lt_u
  local.get $5
  local.get $8
  i32.gt_u
  i32.or
  local.get $3
  i64.const -1
  i64.ne
  i32.and
  local.get $4
  local.get $9
  i32.lt_u
  local.get $4
  local.get $8
  i32.gt_u
  i32.or
  i32.or
  if
   i32.const 0
   return
  end
  local.get $2
  local.get $3
  i64.and
  i64.const -1
  i64.eq
  if
   i32.const 0
   return
  end
  local.get $1
  i32.const 2
  i32.eq
  local.get $4
  i32.const 48
  i32.ne
  i32.and
  local.get $4
  i32.const 57
  i32.ne
  i32.and
  if (result i32)
   i32.const 1
  else
   local.get $1
   i32.const 11
   i32.eq
   if (result i32)
    local.get $4
    i32.const 12
    i32.sub
    i32.const 9
    i32.rem_u
   else
    i32.const 0
   end
  end
  if
   i32.const 0
   return
  end
  i64.const 1
  local.get $1
  i32.const 3
  i32.shl
  i32.const 16712208
  i32.add
  local.tee $8
  i32.const 5
  i32.add
  i64.load8_u
  i64.shl
  i64.const 1
  i64.sub
  i64.const 1
  local.get $8
  i32.const 4
  i32.add
  i64.load8_u
  i64.shl
  i64.const 1
  i64.sub
  i64.const -1
  i64.xor
  i64.and
  local.set $7
  local.get $0
  i32.const 6
  i32.shl
  i32.const 15045504
  i32.add
  local.tee $9
  local.get $1
  i32.store offset=36
  local.get $9
  local.get $0
  i32.store offset=56
  local.get $9
  local.get $2
  local.get $7
  i64.and
  i64.store
  local.get $9
  local.get $3
  local.get $7
  i64.and
  i64.store offset=8
  local.get $8
  i32.const 2
  i32.add
  i32.load8_u
  local.set $0
  local.get $8
  i32.const 3
  i32.add
  i32.load8_u
  local.set $8
  local.get $9
  local.get $1
  i32.const 8
  i32.eq
  if (result i32)
   i32.const 2
  else
   local.get $4
   local.get $0
   i32.sub
   local.get $8
   i32.add
   i32.const 1
   i32.sub
   local.get $8
   i32.div_u
  end
  i32.store offset=40
  local.get $9
  local.get $5
  local.get $0
  i32.sub
  local.get $8
  i32.add
  i32.const 1
  i32.sub
  local.get $8
  i32.div_u
  i32.store offset=44
  local.get $9
  local.get $1
  i32.const 8
  i32.eq
  if (result i32)
   i32.const 4095
  else
   i32.const 1
   local.get $4
   local.get $0
   i32.sub
   local.get $8
   local.get $9
   i32.load offset=40
   i32.const 1
   i32.sub
   i32.mul
   i32.sub
   i32.shl
   i32.const 1
   i32.sub
  end
  i32.store offset=48
  local.get $9
  i32.const 1
  local.get $5
  local.get $0
  i32.sub
  local.get $8
  local.get $9
  i32.load offset=44
  i32.const 1
  i32.sub
  i32.mul
  i32.sub
  i32.shl
  i32.const 1
  i32.sub
  i32.store offset=52
  local.get $9
  local.get $2
  i64.const -1
  i64.eq
  if (result i64)
   i64.const 0
  else
   i64.const -1
   i64.const 1
   local.get $4
   local.get $6
   i32.sub
   i64.extend_i32_u
   i64.shl
   local.get $1
   i32.const 12
   i32.eq
   select
  end
  i64.store offset=16
  local.get $9
  local.get $3
  i64.const -1
  i64.eq
  if (result i64)
   i64.const -1
  else
   i64.const 1
   local.get $5
   local.get $6
   i32.sub
   i64.extend_i32_u
   i64.shl
   i64.const 1
   i64.sub
   i64.const -1
   i64.xor
   i64.const 1
   i64.sub
  end
  i64.store offset=24
  local.get $9
  call $core-as/mmu/space/renewTag
  i32.const 1
 )
 (func $core-as/layout/describeAll
  i32.const 16711692
  global.set $core-as/layout/slot
  i32.const 4096
  i32.const 16384
  i32.const 8
  call $core-as/layout/tell
  i32.const 135168
  i32.const 16384
  i32.const 8
  call $core-as/layout/tell
  i32.const 266240
  i32.const 16384
  i32.const 8
  call $core-as/layout/tell
  i32.const 399360
  i32.const 16384
  i32.const 8
  call $core-as/layout/tell
  i32.const 534528
  i32.const 16384
  i32.const 4
  call $core-as/layout/tell
  i32.const 600640
  i32.const 16384
  i32.const 8
  call $core-as/layout/tell
  i32.const 732288
  i32.const 16384
  i32.const 8
  call $core-as/layout/tell
  i32.const 863936
  i32.const 16384
  i32.const 8
  call $core-as/layout/tell
  i32.const 995584
  i32.const 16384
  i32.const 8
  call $core-as/layout/tell
  i32.const 1127232
  i32.const 16384
  i32.const 4
  call $core-as/layout/tell
  i32.const 1193344
  i32.const 16384
  i32.const 4
  call $core-as/layout/tell
  i32.const 1258880
  i32.const 2500
  i32.const 24
  call $core-as/layout/tell
  i32.const 1318912
  i32.const 2560
  i32.const 4096
  call $core-as/layout/tell
  i32.const 11804672
  i32.const 16
  i32.const 528
  call $core-as/layout/tell
  i32.const 11813120
  i32.const 4096
  i32.const 8
  call $core-as/layout/tell
  i32.const 11845888
  i32.const 32768
  i32.const 32
  call $core-as/layout/tell
  i32.const 12894464
  i32.const 1052672
  i32.const 1
  call $core-as/layout/tell
  i32.const 13947136
  i32.const 1049088
  i32.const 1
  call $core-as/layout/tell
  i32.const 14996224
  i32.const 128
  i32.const 1
  call $core-as/layout/tell
  i32.const 14996352
  i32.const 1024
  i32.const 16
  call $core-as/layout/tell
  i32.const 15012736
  i32.const 4096
  i32.const 8
  call $core-as/layout/tell
  i32.const 16711680
  i32.const 1280788304
  i32.store
  i32.const 16711684
  i32.const 3
  i32.store
  i32.const 16711688
  global.get $core-as/layout/slot
  i32.const 16711692
  i32.sub
  i32.const 12
  i32.div_u
  i32.store
 )
 (func $core-as/index/voteClear
  i32.const 11845888
  i32.const 0
  i32.const 1048576
  memory.fill
 )
 (func $core-as/index/vote (param $0 i32) (param $1 i32) (param $2 i64) (result i32)
  local.get $0
  local.get $1
  local.get $2
  call $core-as/scan/self-pointers/countVotes
  i32.eqz
  i32.eqz
 )
 (func $core-as/index/validity (param $0 i32) (param $1 i32) (result i32)
  local.get $0
  i32.const 4
  i32.ge_u
  if (result i32)
   i32.const 0
  else
   local.get $0
   i32.const 2
   i32.shl
   i32.const 16712192
   i32.add
   local.get $1
   i32.store
   i32.const 0
   global.set $core-as/cache/validity/ageing
   i32.const 0
   local.set $0
   loop $for-loop|0
    local.get $0
    i32.const 4
    i32.lt_u
    if
     local.get $0
     i32.const 2
     i32.shl
     i32.const 16712192
     i32.add
     i32.load
     i32.const -1
     i32.ne
     if
      i32.const 1
      global.set $core-as/cache/validity/ageing
     end
     local.get $0
     i32.const 1
     i32.add
     local.set $0
     br $for-loop|0
    end
   end
   i32.const 1
  end
 )
 (func $core-as/index/translate (param $0 i32) (param $1 i32) (result i32)
  i32.const 1
  local.get $0
  local.get $1
  call $core-as/index/start
  i32.eqz
  if
   i32.const 3
   return
  end
  local.get $1
  global.set $core-as/batch/translate/waiting
  i32.const 0
  global.set $core-as/batch/translate/begun
  call $core-as/index/resume
 )
 (func $core-as/index/tick (param $0 i32)
  local.get $0
  global.set $core-as/cache/validity/now
 )
 (func $core-as/index/statistic (param $0 i32) (result i64)
  local.get $0
  i32.eqz
  if
   global.get $core-as/cache/page-cache/hitCount
   return
  end
  local.get $0
  i32.const 1
  i32.eq
  if
   global.get $core-as/cache/page-cache/missCount
   return
  end
  local.get $0
  i32.const 2
  i32.eq
  if
   global.get $core-as/cache/page-cache/evictions
   return
  end
  local.get $0
  i32.const 3
  i32.eq
  if
   global.get $core-as/cache/tlb/tlbHits
   return
  end
  global.get $core-as/cache/tlb/tlbMisses
 )
 (func $core-as/index/setSpace (param $0 i32) (param $1 i32) (param $2 i64) (param $3 i64) (param $4 i32) (param $5 i32) (result i32)
  call $core-as/cache/page-cache/settle
  i32.const 0
  global.set $core-as/index/job
  global.get $core-as/mmu/space/tags
  i32.const -1
  i32.eq
  if
   call $core-as/cache/forget/forgetAll
   call $core-as/mmu/space/restartTags
  end
  local.get $0
  local.get $1
  local.get $2
  local.get $3
  local.get $4
  local.get $5
  call $core-as/mmu/space/setSpaceSlot
  i32.eqz
  i32.eqz
 )
 (func $core-as/index/searchNext (result i32)
  call $core-as/scan/bytes/nextHits
 )
 (func $core-as/index/searchEnded (result i32)
  global.get $core-as/scan/bytes/block
  global.get $core-as/scan/bytes/starts
  i32.ge_u
 )
 (func $core-as/index/search (param $0 i32) (param $1 i32) (param $2 i32) (param $3 i32) (param $4 i32) (result i32)
  local.get $0
  local.get $1
  local.get $2
  local.get $3
  local.get $4
  i32.const 0
  i32.ne
  call $core-as/scan/bytes/beginSearch
  i32.eqz
  i32.eqz
 )
 (func $core-as/index/scanNext (result i32)
  (local $0 i32)
  i32.const 0
  global.set $core-as/scan/values/found
  loop $while-continue|0
   block $__inlined_func$core-as/scan/values/nextValues$898
    call $core-as/scan/values/takeMarks
    i32.eqz
    if
     global.get $core-as/scan/values/found
     local.set $0
     br $__inlined_func$core-as/scan/values/nextValues$898
    end
    global.get $core-as/scan/values/block
    global.get $core-as/scan/values/size
    i32.add
    global.set $core-as/scan/values/block
    i32.const 0
    global.set $core-as/scan/values/taken
    i32.const 0
    global.set $core-as/scan/values/size
    global.get $core-as/scan/values/found
    local.set $0
    global.get $core-as/scan/values/block
    global.get $core-as/scan/values/end
    i32.ge_u
    br_if $__inlined_func$core-as/scan/values/nextValues$898
    global.get $core-as/scan/marks/marked
    if
     i32.const 15750016
     i32.const 0
     i32.const 8208
     memory.fill
    end
    i32.const 0
    global.set $core-as/scan/marks/marked
    i32.const 65536
    global.get $core-as/scan/values/end
    global.get $core-as/scan/values/block
    i32.sub
    local.tee $0
    local.get $0
    i32.const 65536
    i32.gt_u
    select
    global.set $core-as/scan/values/size
    global.get $core-as/scan/values/block
    i32.const 12894464
    i32.add
    global.get $core-as/scan/values/before
    i32.const 12894464
    i32.add
    global.get $core-as/scan/values/block
    global.get $core-as/scan/values/origin
    i32.sub
    i32.add
    global.get $core-as/scan/values/size
    call $core-as/scan/values/markBlock
    global.get $core-as/scan/marks/marked
    i32.eqz
    if
     global.get $core-as/scan/values/size
     global.set $core-as/scan/values/taken
    end
    br $while-continue|0
   end
  end
  local.get $0
 )
 (func $core-as/index/scanEnded (result i32)
  global.get $core-as/scan/values/left
  i64.eqz
  global.get $core-as/scan/values/end
  global.get $core-as/scan/values/block
  global.get $core-as/scan/values/size
  i32.add
  i32.le_u
  i32.and
  global.get $core-as/scan/values/taken
  global.get $core-as/scan/values/size
  i32.ge_u
  i32.and
 )
 (func $core-as/index/scan (param $0 i32) (param $1 i32) (param $2 i32) (param $3 i32) (param $4 i32) (result i32)
  local.get $0
  local.get $1
  local.get $2
  local.get $3
  local.get $4
  i32.const 0
  i32.ne
  call $core-as/scan/values/beginValues
  i32.eqz
  i32.eqz
 )
 (func $core-as/index/runLength (result i32)
  global.get $core-as/batch/single/runBytes
  i32.wrap_i64
 )
 (func $core-as/index/requests (result i32)
  global.get $core-as/cache/page-cache/open
 )
 (func $core-as/index/read (param $0 i32) (param $1 i32) (result i32)
  (local $2 i64)
  (local $3 i64)
  (local $4 i32)
  i32.const 2
  local.get $0
  local.get $1
  call $core-as/index/start
  i32.eqz
  if
   i32.const 3
   return
  end
  i32.const 0
  local.set $0
  block $__inlined_func$core-as/batch/read/beginRead$888 (result i32)
   loop $for-loop|0
    local.get $0
    local.get $1
    i32.lt_u
    if
     local.get $0
     i32.const 3
     i32.shl
     local.tee $4
     i32.const 4096
     i32.add
     i64.load
     local.set $2
     i32.const 3
     local.get $4
     i32.const 266240
     i32.add
     i64.load
     local.tee $3
     i64.const 0
     i64.ne
     local.get $2
     local.get $3
     i64.const 1
     i64.sub
     i64.add
     local.get $2
     i64.lt_u
     i32.and
     br_if $__inlined_func$core-as/batch/read/beginRead$888
     drop
     local.get $0
     i32.const 1
     i32.add
     local.set $0
     br $for-loop|0
    end
   end
   local.get $1
   global.set $core-as/batch/read/ranges
   i32.const 0
   global.set $core-as/batch/read/range
   i64.const 0
   global.set $core-as/batch/read/done
   i32.const 16712400
   i32.const 0
   i32.store
   i32.const 0
  end
  i32.const 3
  i32.eq
  if
   i32.const 0
   global.set $core-as/index/job
   i32.const 3
   return
  end
  call $core-as/index/resume
 )
 (func $core-as/index/placeRun (param $0 i32) (param $1 i64) (param $2 i32) (result f64)
  (local $3 i64)
  (local $4 i64)
  (local $5 i64)
  (local $6 i32)
  (local $7 i64)
  local.get $0
  call $core-as/mmu/space/spaceAt
  local.tee $0
  if
   block $__inlined_func$core-as/batch/single/physicalRun$11
    i64.const 0
    global.set $core-as/batch/single/runBytes
    local.get $2
    i64.extend_i32_u
    local.tee $5
    i64.eqz
    local.get $1
    local.tee $3
    local.get $1
    local.get $5
    i64.const 1
    i64.sub
    i64.add
    i64.gt_u
    i32.or
    if
     i64.const -1
     local.set $1
     br $__inlined_func$core-as/batch/single/physicalRun$11
    end
    i32.const 1
    global.set $core-as/cache/page-cache/quiet
    i64.const -1
    local.set $1
    loop $for-loop|0
     local.get $6
     i32.const 16384
     i32.lt_u
     global.get $core-as/batch/single/runBytes
     local.get $5
     i64.lt_u
     i32.and
     if
      block $for-break0
       local.get $0
       local.get $3
       global.get $core-as/batch/single/runBytes
       i64.add
       local.tee $7
       call $core-as/mmu/modes/walkAddress
       br_if $for-break0
       i32.const 16712312
       i64.load
       local.set $4
       global.get $core-as/batch/single/runBytes
       i64.eqz
       if
        local.get $4
        local.set $1
       else
        local.get $4
        local.get $1
        global.get $core-as/batch/single/runBytes
        i64.add
        i64.ne
        br_if $for-break0
       end
       global.get $core-as/batch/single/runBytes
       local.get $0
       local.get $7
       call $core-as/mmu/modes/answerEnd
       local.get $7
       i64.sub
       local.tee $4
       local.get $5
       global.get $core-as/batch/single/runBytes
       i64.sub
       i64.const 1
       i64.sub
       local.tee $7
       local.get $4
       local.get $7
       i64.lt_u
       select
       i64.const 1
       i64.add
       i64.add
       global.set $core-as/batch/single/runBytes
       local.get $6
       i32.const 1
       i32.add
       local.set $6
       br $for-loop|0
      end
     end
    end
    i32.const 0
    global.set $core-as/cache/page-cache/quiet
   end
  else
   i64.const -1
   local.set $1
  end
  f64.const -1
  local.get $1
  f64.convert_i64_u
  local.get $1
  i64.const -1
  i64.eq
  select
 )
 (func $core-as/index/place (param $0 i32) (param $1 i64) (result f64)
  f64.const -1
  local.get $0
  local.get $1
  call $core-as/index/physical
  local.tee $1
  f64.convert_i64_u
  local.get $1
  i64.const -1
  i64.eq
  select
 )
 (func $core-as/index/outputs (result i32)
  global.get $core-as/batch/runs/runCount
 )
 (func $core-as/index/locate (param $0 i32) (param $1 i64) (result i32)
  local.get $0
  call $core-as/mmu/space/spaceAt
  local.tee $0
  if (result i32)
   local.get $0
   local.get $1
   call $core-as/batch/single/physicalAddress
   local.tee $1
   i64.const -1
   i64.eq
   if (result i32)
    i32.const 0
   else
    local.get $1
    i32.const 2
    i32.const 3
    i32.const 1
    i32.const 16712320
    i32.load
    i32.const 16
    i32.shr_u
    local.tee $0
    i32.const 17
    i32.and
    select
    local.get $0
    i32.const 2
    i32.and
    select
    call $core-as/cache/page-cache/peekPage
    local.tee $0
    local.get $1
    i64.const 4095
    i64.and
    i32.wrap_i64
    i32.add
    i32.const 0
    local.get $0
    i32.const 1
    i32.gt_u
    select
   end
  else
   i32.const 0
  end
 )
 (func $core-as/index/layout (result i32)
  i32.const 16711680
 )
 (func $core-as/index/init (result i32)
  (local $0 i32)
  (local $1 i32)
  (local $2 i64)
  (local $3 i32)
  call $core-as/layout/describeAll
  loop $for-loop|0
   local.get $0
   i32.const 1024
   i32.lt_u
   if
    local.get $0
    i64.extend_i32_u
    i64.const 63
    i64.shl
    local.get $0
    i64.extend_i32_u
    i64.const 1
    i64.shr_u
    i64.or
    local.tee $2
    i32.wrap_i64
    local.set $1
    local.get $0
    i32.const 2
    i32.shl
    i32.const 15823936
    i32.add
    local.get $2
    i64.const -1
    i64.xor
    i64.const 63
    i64.shr_u
    i32.wrap_i64
    local.tee $3
    local.get $1
    i32.const 358
    i32.and
    i32.const 8
    i32.or
    i32.or
    local.get $3
    local.get $1
    i32.const 2
    i32.shr_u
    i32.and
    i32.const 4
    i32.shl
    i32.or
    i32.const 16
    i32.shl
    i32.const 65280
    i32.or
    i32.store
    local.get $0
    i32.const 1
    i32.add
    local.set $0
    br $for-loop|0
   end
  end
  call $core-as/cache/forget/forgetAll
  i32.const 1
 )
 (func $core-as/index/forget (param $0 i64) (param $1 i64)
  call $core-as/cache/page-cache/settle
  i32.const 0
  global.set $core-as/index/job
  local.get $0
  local.get $1
  call $core-as/cache/page-cache/markPages
  call $core-as/cache/page-cache/forgetMarked
  i32.const 15160192
  i32.const 0
  i32.const 262144
  memory.fill
  i32.const 15422336
  i32.const 0
  i32.const 262144
  memory.fill
 )
 (func $core-as/index/flushSpace (param $0 i32) (result i32)
  call $core-as/cache/page-cache/settle
  i32.const 0
  global.set $core-as/index/job
  local.get $0
  call $core-as/mmu/space/spaceAt
  local.tee $0
  i32.eqz
  if
   i32.const 0
   return
  end
  global.get $core-as/mmu/space/tags
  i32.const -1
  i32.eq
  if
   call $core-as/cache/forget/forgetAll
   call $core-as/mmu/space/restartTags
  else
   local.get $0
   call $core-as/mmu/space/renewTag
  end
  i32.const 1
 )
 (func $core-as/index/flushRange (param $0 i32) (param $1 i64) (param $2 i64) (result i32)
  call $core-as/cache/page-cache/settle
  i32.const 0
  global.set $core-as/index/job
  local.get $0
  call $core-as/mmu/space/spaceAt
  local.tee $0
  i32.eqz
  if
   i32.const 0
   return
  end
  local.get $0
  local.get $1
  local.get $2
  call $core-as/cache/forget/forgetRange
  i32.const 1
 )
 (func $core-as/index/flush
  call $core-as/cache/page-cache/settle
  i32.const 0
  global.set $core-as/index/job
  call $core-as/cache/forget/forgetAll
 )
 (func $core-as/index/fetch (param $0 i32) (result i32)
  local.get $0
  i32.const 1280
  i32.gt_u
  if (result i32)
   i32.const 0
  else
   i32.const 4
   i32.const 0
   local.get $0
   call $core-as/index/start
  end
  i32.eqz
  if
   i32.const 3
   return
  end
  call $core-as/index/resume
 )
 (func $core-as/index/enumerateAgain (param $0 i32) (result i32)
  i32.const 3
  local.get $0
  i32.const 0
  call $core-as/index/start
  i32.eqz
  if
   i32.const 3
   return
  end
  global.get $core-as/batch/seen/last
  i32.const 13947184
  i32.load
  i32.lt_u
  if
   i32.const 16384
   global.set $core-as/batch/seen/last
  end
  call $core-as/index/resume
 )
 (func $core-as/index/enumerate (param $0 i32) (param $1 i64) (param $2 i64) (param $3 i32) (result i32)
  local.get $0
  local.get $1
  local.get $2
  call $core-as/index/startListing
  i32.eqz
  if
   i32.const 3
   return
  end
  local.get $1
  local.get $2
  local.get $3
  i32.const 0
  i32.ne
  i64.const 1
  i64.const 0
  call $core-as/batch/enumerate/beginEnumerate
  call $core-as/index/resume
 )
 (func $core-as/index/cancel
  call $core-as/cache/page-cache/settle
  i32.const 0
  global.set $core-as/index/job
 )
 (func $core-as/index/cached (param $0 i64) (param $1 i32) (result i32)
  local.get $1
  i32.const 4
  i32.lt_u
  if (result i32)
   local.get $0
   local.get $1
   call $core-as/cache/page-cache/peekPage
  else
   i32.const 0
  end
 )
 (func $core-as/index/aliases (param $0 i32) (param $1 i64) (param $2 i64) (param $3 i64) (param $4 i64) (result i32)
  local.get $3
  local.get $4
  i64.gt_u
  if (result i32)
   i32.const 0
  else
   local.get $0
   local.get $1
   local.get $2
   call $core-as/index/startListing
  end
  i32.eqz
  if
   i32.const 3
   return
  end
  local.get $1
  local.get $2
  i32.const 0
  local.get $3
  local.get $4
  call $core-as/batch/enumerate/beginEnumerate
  call $core-as/index/resume
 )
 (func $core-as/index/adopt (param $0 i64) (result i32)
  (local $1 i32)
  (local $2 i32)
  call $core-as/cache/page-cache/settle
  i32.const 0
  global.set $core-as/index/job
  call $core-as/cache/page-cache/beginRound
  local.get $0
  i64.const -4096
  i64.and
  local.tee $0
  call $core-as/cache/page-cache/find
  local.tee $1
  i32.const -1
  i32.eq
  if
   local.get $0
   call $core-as/cache/page-cache/take
   local.set $1
  else
   local.get $1
   i32.const 5
   i32.shl
   i32.const 15061888
   i32.add
   i32.load offset=16
   i32.const 4
   i32.eq
   if
    global.get $core-as/cache/page-cache/failed
    i32.const 1
    i32.sub
    global.set $core-as/cache/page-cache/failed
   end
  end
  local.get $1
  i32.const 5
  i32.shl
  i32.const 15061888
  i32.add
  local.tee $2
  i32.const 2
  i32.store offset=16
  local.get $2
  local.get $0
  i64.const 1
  i64.or
  i64.store offset=8
  local.get $2
  global.get $core-as/cache/validity/now
  i32.store offset=24
  local.get $2
  global.get $core-as/cache/page-cache/round
  i32.store offset=28
  local.get $1
  i32.const 12
  i32.shl
  i32.const 1318912
  i32.add
 )
 (func $core-as/cache/forget/forgetRange (param $0 i32) (param $1 i64) (param $2 i64)
  (local $3 i32)
  (local $4 i64)
  (local $5 i32)
  (local $6 i64)
  (local $7 i32)
  call $core-as/cache/page-cache/beginRound
  i32.const 1
  global.set $core-as/cache/page-cache/quiet
  i32.const 1
  global.set $core-as/mmu/walk/tracing
  local.get $1
  local.set $4
  loop $for-loop|0
   local.get $2
   local.get $4
   i64.ge_u
   if
    block $for-break0
     local.get $3
     i32.const 1
     i32.add
     local.tee $3
     i32.const 65536
     i32.gt_u
     br_if $for-break0
     local.get $0
     local.get $4
     call $core-as/mmu/modes/walkAddress
     local.get $0
     local.get $4
     call $core-as/mmu/modes/answerEnd
     local.tee $6
     local.get $2
     local.get $2
     local.get $6
     i64.gt_u
     select
     local.set $6
     i32.eqz
     if
      i32.const 16712312
      i64.load
      local.get $6
      local.get $4
      i64.sub
      local.tee $4
      i64.const 1
      i64.add
      call $core-as/cache/page-cache/markPages
      local.get $3
      i64.const 40
      local.get $4
      i64.const 12
      i64.shr_u
      local.tee $4
      local.get $4
      i64.const 40
      i64.ge_u
      select
      i32.wrap_i64
      i32.add
      local.set $3
     end
     local.get $2
     local.get $6
     i64.le_u
     br_if $for-break0
     local.get $6
     i64.const 1
     i64.add
     local.set $4
     br $for-loop|0
    end
   end
  end
  i32.const 0
  global.set $core-as/mmu/walk/tracing
  i32.const 0
  global.set $core-as/cache/page-cache/quiet
  local.get $3
  i32.const 65536
  i32.gt_u
  if
   call $core-as/cache/forget/forgetAll
   return
  end
  call $core-as/cache/page-cache/forgetMarked
  local.get $0
  i32.load offset=32
  local.set $7
  i32.const 0
  local.set $3
  loop $for-loop|00
   local.get $3
   i32.const 8192
   i32.lt_u
   if
    local.get $7
    local.get $3
    i32.const 5
    i32.shl
    i32.const 15160192
    i32.add
    local.tee $5
    i32.load offset=16
    i32.eq
    if (result i32)
     local.get $5
     i64.load
     local.get $1
     i64.const -4096
     i64.and
     i64.ge_u
    else
     i32.const 0
    end
    if (result i32)
     local.get $2
     local.get $5
     i64.load
     i64.ge_u
    else
     i32.const 0
    end
    if
     local.get $5
     i32.const 0
     i32.store offset=16
    end
    local.get $3
    i32.const 1
    i32.add
    local.set $3
    br $for-loop|00
   end
  end
  local.get $0
  i32.load offset=32
  local.set $3
  i32.const 0
  local.set $0
  loop $for-loop|01
   local.get $0
   i32.const 8192
   i32.lt_u
   if
    local.get $3
    local.get $0
    i32.const 5
    i32.shl
    i32.const 15422336
    i32.add
    local.tee $5
    i32.load offset=28
    i32.eq
    if
     local.get $5
     i32.const 0
     i32.const 32
     memory.fill
    end
    local.get $0
    i32.const 1
    i32.add
    local.set $0
    br $for-loop|01
   end
  end
 )
 (func $core-as/batch/translate/translatePass<core-as/mmu/aarch64/Aarch64> (param $0 i32) (result i32)
  (local $1 i32)
  (local $2 i32)
  (local $3 i32)
  (local $4 i32)
  (local $5 i32)
  global.get $core-as/mmu/aarch64/selected
  local.get $0
  i32.load offset=36
  i32.ne
  if
   local.get $0
   i32.load offset=36
   call $core-as/mmu/aarch64/selectFormat
  end
  i32.const 0
  global.set $core-as/batch/translate/still
  i64.const -1
  global.set $core-as/batch/translate/waitPlace
  global.get $core-as/batch/translate/begun
  if
   global.get $core-as/batch/translate/waiting
   local.set $4
   loop $for-loop|0
    local.get $1
    local.get $4
    i32.lt_u
    if
     local.get $1
     i32.const 2
     i32.shl
     i32.load offset=15684480
     local.tee $3
     local.set $5
     loop $do-loop|1
      local.get $5
      i32.const 1
      i32.add
      local.set $5
      local.get $4
      local.get $1
      i32.const 1
      i32.add
      local.tee $1
      i32.gt_u
      if
       local.get $1
       i32.const 2
       i32.shl
       i32.load offset=15684480
       local.tee $2
       i32.const -2147483648
       i32.and
       if
        local.get $2
        i32.const -2147483648
        i32.xor
        local.set $5
        local.get $1
        i32.const 1
        i32.add
        local.set $1
       end
      end
      local.get $1
      local.get $4
      i32.lt_u
      if (result i32)
       local.get $1
       i32.const 2
       i32.shl
       i32.load offset=15684480
       local.get $5
       i32.eq
      else
       i32.const 0
      end
      br_if $do-loop|1
     end
     local.get $0
     local.get $3
     local.get $5
     call $core-as/batch/translate/stretch<core-as/mmu/aarch64/Aarch64>
     br $for-loop|0
    end
   end
  else
   i32.const 1
   global.set $core-as/batch/translate/begun
   local.get $0
   i32.const 0
   global.get $core-as/batch/translate/waiting
   call $core-as/batch/translate/stretch<core-as/mmu/aarch64/Aarch64>
  end
  global.get $core-as/batch/translate/still
  global.set $core-as/batch/translate/waiting
  global.get $core-as/batch/translate/still
 )
 (func $core-as/batch/translate/answered<core-as/mmu/x86-32/X8632> (param $0 i32) (param $1 i32) (param $2 i64) (result i32)
  (local $3 i64)
  (local $4 i32)
  (local $5 i32)
  (local $6 i32)
  (local $7 i32)
  (local $8 i64)
  (local $9 i32)
  loop $for-loop|0
   local.get $0
   local.get $1
   i32.lt_u
   if
    local.get $0
    i32.const 3
    i32.shl
    local.tee $4
    i64.load offset=4096
    local.tee $3
    i64.const 22
    i64.shr_u
    local.get $2
    i64.or
    local.tee $8
    i64.const -7046029254386356224
    i64.mul
    i64.const 51
    i64.shr_u
    i32.wrap_i64
    i32.const 5
    i32.shl
    i32.const 15422336
    i32.add
    local.tee $6
    i64.load
    local.get $8
    i64.eq
    if
     local.get $4
     i32.const 399360
     i32.add
     local.set $7
     local.get $0
     i32.const 2
     i32.shl
     i32.const 534528
     i32.add
     local.set $9
     local.get $6
     i32.load offset=20
     local.set $4
     block $core-as/mmu/walk/answerInRegion<core-as/mmu/x86-32/X8632>|inlined.0
      local.get $6
      i32.load offset=16
      local.tee $5
      i32.eqz
      if
       local.get $7
       local.get $6
       i64.load offset=8
       local.get $3
       i64.const 4194303
       i64.and
       i64.or
       i64.store
       local.get $9
       local.get $4
       i32.store
       br $core-as/mmu/walk/answerInRegion<core-as/mmu/x86-32/X8632>|inlined.0
      end
      local.get $5
      local.get $3
      i64.const 10
      i64.shr_u
      i64.const 4092
      i64.and
      i32.wrap_i64
      i32.add
      i64.load32_u
      local.tee $8
      i64.const 1
      i64.and
      i64.eqz
      if
       local.get $7
       local.get $8
       i64.store
       local.get $9
       i32.const 257
       i32.store
       br $core-as/mmu/walk/answerInRegion<core-as/mmu/x86-32/X8632>|inlined.0
      end
      local.get $7
      local.get $8
      i64.const 4294963200
      i64.and
      local.get $3
      i64.const 4095
      i64.and
      i64.or
      i64.store
      local.get $9
      local.get $8
      i32.wrap_i64
      i32.const 358
      i32.and
      i32.const 25
      i32.or
      local.get $4
      i32.const 16
      i32.shr_u
      i32.and
      local.tee $4
      i32.const -1
      i32.xor
      i32.const 4
      i32.and
      i32.const 2
      i32.shl
      i32.const -1
      i32.xor
      local.get $4
      i32.and
      i32.const 16
      i32.shl
      i32.const 256
      i32.or
      i32.store
     end
     local.get $0
     i32.const 1
     i32.add
     local.set $0
     br $for-loop|0
    end
   end
  end
  local.get $0
 )
 (func $core-as/batch/translate/answered<core-as/mmu/riscv/RiscvSv64> (param $0 i32) (param $1 i32) (param $2 i64) (result i32)
  (local $3 i64)
  (local $4 i32)
  (local $5 i64)
  (local $6 i32)
  (local $7 i32)
  (local $8 i32)
  (local $9 i32)
  (local $10 i32)
  (local $11 i64)
  loop $for-loop|0
   local.get $0
   local.get $1
   i32.lt_u
   if
    local.get $0
    i32.const 3
    i32.shl
    local.tee $4
    i64.load offset=4096
    local.tee $3
    i64.const 21
    i64.shr_u
    local.get $2
    i64.or
    local.tee $5
    i64.const -7046029254386356224
    i64.mul
    i64.const 51
    i64.shr_u
    i32.wrap_i64
    i32.const 5
    i32.shl
    i32.const 15422336
    i32.add
    local.tee $6
    i64.load
    local.get $5
    i64.eq
    if
     local.get $4
     i32.const 399360
     i32.add
     local.set $7
     local.get $0
     i32.const 2
     i32.shl
     i32.const 534528
     i32.add
     local.set $8
     local.get $6
     i32.load offset=20
     local.set $4
     block $core-as/mmu/walk/answerInRegion<core-as/mmu/riscv/RiscvSv64>|inlined.0
      local.get $6
      i32.load offset=16
      local.tee $9
      i32.eqz
      if
       local.get $7
       local.get $6
       i64.load offset=8
       local.get $3
       i64.const 2097151
       i64.and
       i64.or
       i64.store
       local.get $8
       local.get $4
       i32.store
       br $core-as/mmu/walk/answerInRegion<core-as/mmu/riscv/RiscvSv64>|inlined.0
      end
      i32.const 0
      block $core-as/mmu/riscv/kindOf|inlined.3 (result i32)
       i32.const 0
       local.get $9
       local.get $3
       i64.const 9
       i64.shr_u
       i64.const 4088
       i64.and
       i32.wrap_i64
       i32.add
       i64.load
       local.tee $5
       i64.const 1
       i64.and
       i64.eqz
       local.get $5
       i64.const 6
       i64.and
       i64.const 4
       i64.eq
       i32.or
       br_if $core-as/mmu/riscv/kindOf|inlined.3
       drop
       i32.const 2
       local.get $5
       i64.const 14
       i64.and
       i64.const 0
       i64.ne
       br_if $core-as/mmu/riscv/kindOf|inlined.3
       drop
       i32.const 0
      end
      local.tee $9
      local.get $5
      i64.const 63
      i64.shr_u
      i32.wrap_i64
      local.tee $10
      select
      local.set $6
      local.get $9
      i32.const 2
      i32.eq
      if (result i32)
       i32.const 0
       i32.const 2
       local.get $5
       i64.const 10
       i64.shr_u
       i64.const 15
       i64.and
       i64.const 8
       i64.ne
       local.get $10
       i32.and
       select
      else
       local.get $6
      end
      i32.eqz
      if
       local.get $7
       local.get $5
       i64.store
       local.get $8
       i32.const 257
       i32.store
       br $core-as/mmu/walk/answerInRegion<core-as/mmu/riscv/RiscvSv64>|inlined.0
      end
      local.get $7
      local.get $5
      i64.const 2
      i64.shl
      i64.const 72057594037923840
      i64.and
      i64.const 65535
      i64.const 4095
      local.get $5
      i64.const 63
      i64.shr_u
      i32.wrap_i64
      local.tee $6
      select
      local.tee $11
      i64.const -1
      i64.xor
      i64.and
      local.get $3
      local.get $11
      i64.and
      i64.or
      i64.store
      local.get $8
      local.get $5
      i32.wrap_i64
      local.tee $7
      i32.const 3
      i32.shr_u
      i32.const 1
      i32.and
      local.tee $8
      local.get $7
      i32.const 4
      i32.shr_u
      i32.const 1
      i32.and
      local.tee $9
      i32.eqz
      i32.and
      local.get $4
      i32.const 16
      i32.shr_u
      i32.const 256
      i32.and
      local.get $7
      i32.const 32
      i32.and
      i32.const 3
      i32.shl
      i32.or
      local.get $7
      i32.const 2
      i32.and
      i32.const 2
      i32.shl
      i32.or
      local.get $7
      i32.const 4
      i32.and
      i32.const 1
      i32.shr_u
      i32.or
      local.get $9
      i32.const 2
      i32.shl
      i32.or
      local.get $8
      local.get $9
      i32.and
      i32.const 4
      i32.shl
      i32.or
      i32.or
      local.get $7
      i32.const 192
      i32.and
      i32.const 1
      i32.shr_u
      i32.or
      i32.const 512
      i32.const 0
      local.get $6
      select
      i32.or
      i32.const 16
      i32.shl
      i32.const 256
      i32.or
      i32.store
     end
     local.get $0
     i32.const 1
     i32.add
     local.set $0
     br $for-loop|0
    end
   end
  end
  local.get $0
 )
 (func $core-as/batch/translate/answered<core-as/mmu/riscv/RiscvSv32> (param $0 i32) (param $1 i32) (param $2 i64) (result i32)
  (local $3 i64)
  (local $4 i32)
  (local $5 i32)
  (local $6 i64)
  (local $7 i32)
  (local $8 i32)
  (local $9 i32)
  loop $for-loop|0
   local.get $0
   local.get $1
   i32.lt_u
   if
    local.get $0
    i32.const 3
    i32.shl
    local.tee $4
    i64.load offset=4096
    local.tee $3
    i64.const 22
    i64.shr_u
    local.get $2
    i64.or
    local.tee $6
    i64.const -7046029254386356224
    i64.mul
    i64.const 51
    i64.shr_u
    i32.wrap_i64
    i32.const 5
    i32.shl
    i32.const 15422336
    i32.add
    local.tee $7
    i64.load
    local.get $6
    i64.eq
    if
     local.get $4
     i32.const 399360
     i32.add
     local.set $8
     local.get $0
     i32.const 2
     i32.shl
     i32.const 534528
     i32.add
     local.set $9
     local.get $7
     i32.load offset=20
     local.set $4
     block $core-as/mmu/walk/answerInRegion<core-as/mmu/riscv/RiscvSv32>|inlined.0
      local.get $7
      i32.load offset=16
      local.tee $5
      i32.eqz
      if
       local.get $8
       local.get $7
       i64.load offset=8
       local.get $3
       i64.const 4194303
       i64.and
       i64.or
       i64.store
       local.get $9
       local.get $4
       i32.store
       br $core-as/mmu/walk/answerInRegion<core-as/mmu/riscv/RiscvSv32>|inlined.0
      end
      block $core-as/mmu/riscv/kindOf|inlined.0 (result i32)
       i32.const 0
       local.get $5
       local.get $3
       i64.const 10
       i64.shr_u
       i64.const 4092
       i64.and
       i32.wrap_i64
       i32.add
       i64.load32_u
       local.tee $6
       i64.const 1
       i64.and
       i64.eqz
       local.get $6
       i64.const 6
       i64.and
       i64.const 4
       i64.eq
       i32.or
       br_if $core-as/mmu/riscv/kindOf|inlined.0
       drop
       i32.const 2
       local.get $6
       i64.const 14
       i64.and
       i64.const 0
       i64.ne
       br_if $core-as/mmu/riscv/kindOf|inlined.0
       drop
       i32.const 0
      end
      i32.eqz
      if
       local.get $8
       local.get $6
       i64.store
       local.get $9
       i32.const 257
       i32.store
       br $core-as/mmu/walk/answerInRegion<core-as/mmu/riscv/RiscvSv32>|inlined.0
      end
      local.get $8
      local.get $6
      i64.const 10
      i64.shr_u
      i64.const 12
      i64.shl
      i64.const -4096
      i64.and
      local.get $3
      i64.const 4095
      i64.and
      i64.or
      i64.store
      local.get $9
      local.get $6
      i32.wrap_i64
      local.tee $5
      i32.const 3
      i32.shr_u
      i32.const 1
      i32.and
      local.tee $7
      local.get $5
      i32.const 4
      i32.shr_u
      i32.const 1
      i32.and
      local.tee $8
      i32.eqz
      i32.and
      local.get $4
      i32.const 16
      i32.shr_u
      i32.const 256
      i32.and
      local.get $5
      i32.const 32
      i32.and
      i32.const 3
      i32.shl
      i32.or
      local.get $5
      i32.const 2
      i32.and
      i32.const 2
      i32.shl
      i32.or
      local.get $5
      i32.const 4
      i32.and
      i32.const 1
      i32.shr_u
      i32.or
      local.get $8
      i32.const 2
      i32.shl
      i32.or
      local.get $7
      local.get $8
      i32.and
      i32.const 4
      i32.shl
      i32.or
      i32.or
      local.get $5
      i32.const 192
      i32.and
      i32.const 1
      i32.shr_u
      i32.or
      i32.const 16
      i32.shl
      i32.const 256
      i32.or
      i32.store
     end
     local.get $0
     i32.const 1
     i32.add
     local.set $0
     br $for-loop|0
    end
   end
  end
  local.get $0
 )
 (func $core-as/batch/translate/answered<core-as/mmu/arm-short/ArmShort> (param $0 i32) (param $1 i32) (param $2 i64) (result i32)
  (local $3 i64)
  (local $4 i64)
  (local $5 i32)
  (local $6 i32)
  (local $7 i32)
  (local $8 i32)
  (local $9 i32)
  (local $10 i64)
  loop $for-loop|0
   local.get $0
   local.get $1
   i32.lt_u
   if
    local.get $0
    i32.const 3
    i32.shl
    local.tee $5
    i64.load offset=4096
    local.tee $3
    i64.const 20
    i64.shr_u
    local.get $2
    i64.or
    local.tee $4
    i64.const -7046029254386356224
    i64.mul
    i64.const 51
    i64.shr_u
    i32.wrap_i64
    i32.const 5
    i32.shl
    i32.const 15422336
    i32.add
    local.tee $6
    i64.load
    local.get $4
    i64.eq
    if
     local.get $5
     i32.const 399360
     i32.add
     local.set $5
     local.get $0
     i32.const 2
     i32.shl
     i32.const 534528
     i32.add
     local.set $7
     local.get $6
     i32.load offset=20
     local.set $8
     block $core-as/mmu/walk/answerInRegion<core-as/mmu/arm-short/ArmShort>|inlined.0
      local.get $6
      i32.load offset=16
      local.tee $9
      i32.eqz
      if
       local.get $5
       local.get $6
       i64.load offset=8
       local.get $3
       i64.const 1048575
       i64.and
       i64.or
       i64.store
       local.get $7
       local.get $8
       i32.store
       br $core-as/mmu/walk/answerInRegion<core-as/mmu/arm-short/ArmShort>|inlined.0
      end
      local.get $9
      local.get $3
      i64.const 10
      i64.shr_u
      i64.const 1020
      i64.and
      i32.wrap_i64
      i32.add
      i64.load32_u
      local.tee $4
      i32.wrap_i64
      i32.const 3
      i32.and
      i32.eqz
      if
       local.get $5
       local.get $4
       i64.store
       local.get $7
       i32.const 257
       i32.store
       br $core-as/mmu/walk/answerInRegion<core-as/mmu/arm-short/ArmShort>|inlined.0
      end
      i64.const 65535
      i64.const 4095
      local.get $4
      i64.const 3
      i64.and
      i64.const 1
      i64.eq
      local.tee $6
      select
      local.set $10
      local.get $5
      local.get $4
      i64.const 4294901760
      i64.const 4294963200
      local.get $6
      select
      i64.and
      local.get $10
      i64.const -1
      i64.xor
      i64.and
      local.get $3
      local.get $10
      i64.and
      i64.or
      i64.store
      local.get $7
      local.get $4
      i64.const 15
      i64.const 0
      local.get $6
      select
      i64.shr_u
      i32.wrap_i64
      i32.const 1
      i32.and
      local.tee $5
      i32.eqz
      i32.const 8
      i32.const 0
      local.get $4
      i32.wrap_i64
      i32.const 4
      i32.shr_u
      i32.const 3
      i32.and
      local.tee $7
      i32.const 0
      i32.ne
      local.tee $9
      select
      i32.const 2
      i32.const 0
      local.get $4
      i64.const 9
      i64.shr_u
      i32.wrap_i64
      i32.const 1
      i32.and
      i32.eqz
      local.get $9
      i32.and
      select
      i32.or
      local.get $7
      i32.const 1
      i32.shr_u
      i32.const 2
      i32.shl
      i32.or
      local.get $5
      i32.eqz
      i32.const 4
      i32.shl
      i32.or
      i32.or
      local.get $4
      i64.const 11
      i64.shr_u
      i32.wrap_i64
      i32.const 1
      i32.and
      i32.eqz
      i32.const 8
      i32.shl
      i32.or
      local.get $8
      i32.const 16
      i32.shr_u
      i32.and
      i32.const 512
      i32.const 0
      local.get $6
      select
      i32.or
      local.tee $5
      i32.const -1
      i32.xor
      i32.const 4
      i32.and
      i32.const 2
      i32.shl
      i32.const -1
      i32.xor
      local.get $5
      i32.and
      i32.const 16
      i32.shl
      i32.const 256
      i32.or
      i32.store
     end
     local.get $0
     i32.const 1
     i32.add
     local.set $0
     br $for-loop|0
    end
   end
  end
  local.get $0
 )
 (func $core-as/batch/translate/answered<core-as/mmu/arm-lpae/ArmLpae> (param $0 i32) (param $1 i32) (param $2 i64) (result i32)
  (local $3 i64)
  (local $4 i32)
  (local $5 i32)
  (local $6 i32)
  (local $7 i32)
  (local $8 i64)
  (local $9 i32)
  loop $for-loop|0
   local.get $0
   local.get $1
   i32.lt_u
   if
    local.get $0
    i32.const 3
    i32.shl
    local.tee $4
    i64.load offset=4096
    local.tee $3
    i64.const 21
    i64.shr_u
    local.get $2
    i64.or
    local.tee $8
    i64.const -7046029254386356224
    i64.mul
    i64.const 51
    i64.shr_u
    i32.wrap_i64
    i32.const 5
    i32.shl
    i32.const 15422336
    i32.add
    local.tee $6
    i64.load
    local.get $8
    i64.eq
    if
     local.get $4
     i32.const 399360
     i32.add
     local.set $7
     local.get $0
     i32.const 2
     i32.shl
     i32.const 534528
     i32.add
     local.set $9
     local.get $6
     i32.load offset=20
     local.set $4
     block $core-as/mmu/walk/answerInRegion<core-as/mmu/arm-lpae/ArmLpae>|inlined.0
      local.get $6
      i32.load offset=16
      local.tee $5
      i32.eqz
      if
       local.get $7
       local.get $6
       i64.load offset=8
       local.get $3
       i64.const 2097151
       i64.and
       i64.or
       i64.store
       local.get $9
       local.get $4
       i32.store
       br $core-as/mmu/walk/answerInRegion<core-as/mmu/arm-lpae/ArmLpae>|inlined.0
      end
      block $core-as/mmu/aarch64/kindOf|inlined.3 (result i32)
       i32.const 0
       local.get $5
       local.get $3
       i64.const 9
       i64.shr_u
       i64.const 4088
       i64.and
       i32.wrap_i64
       i32.add
       i64.load
       local.tee $8
       i64.const 1
       i64.and
       i64.eqz
       br_if $core-as/mmu/aarch64/kindOf|inlined.3
       drop
       i32.const 2
       local.get $8
       i64.const 2
       i64.and
       i64.const 0
       i64.ne
       br_if $core-as/mmu/aarch64/kindOf|inlined.3
       drop
       i32.const 0
      end
      i32.eqz
      if
       local.get $7
       local.get $8
       i64.store
       local.get $9
       i32.const 257
       i32.store
       br $core-as/mmu/walk/answerInRegion<core-as/mmu/arm-lpae/ArmLpae>|inlined.0
      end
      local.get $7
      local.get $8
      i64.const 1099511623680
      i64.and
      local.get $3
      i64.const 4095
      i64.and
      i64.or
      i64.store
      local.get $9
      local.get $8
      i64.const 54
      i64.shr_u
      i32.wrap_i64
      i32.const 1
      i32.and
      i32.eqz
      local.tee $5
      local.get $8
      i64.const 53
      i64.shr_u
      i32.wrap_i64
      i32.const 1
      i32.and
      i32.eqz
      i32.and
      i32.const 8
      i32.or
      local.get $8
      i64.const 7
      i64.shr_u
      i32.wrap_i64
      i32.const 1
      i32.and
      i32.eqz
      i32.const 1
      i32.shl
      i32.or
      local.get $8
      i64.const 6
      i64.shr_u
      i32.wrap_i64
      i32.const 1
      i32.and
      i32.const 2
      i32.shl
      i32.or
      local.get $5
      i32.const 4
      i32.shl
      i32.or
      local.get $8
      i64.const 10
      i64.shr_u
      i32.wrap_i64
      i32.const 1
      i32.and
      i32.const 5
      i32.shl
      i32.or
      local.get $8
      i64.const 52
      i64.shr_u
      i32.wrap_i64
      i32.const 1
      i32.and
      i32.const 7
      i32.shl
      i32.or
      local.get $8
      i64.const 11
      i64.shr_u
      i32.wrap_i64
      i32.const 1
      i32.and
      i32.eqz
      i32.const 8
      i32.shl
      i32.or
      local.get $4
      i32.const 16
      i32.shr_u
      i32.and
      local.tee $4
      i32.const -1
      i32.xor
      i32.const 4
      i32.and
      i32.const 2
      i32.shl
      i32.const -1
      i32.xor
      local.get $4
      i32.and
      i32.const 16
      i32.shl
      i32.const 256
      i32.or
      i32.store
     end
     local.get $0
     i32.const 1
     i32.add
     local.set $0
     br $for-loop|0
    end
   end
  end
  local.get $0
 )
 (func $core-as/batch/translate/answered<core-as/mmu/aarch64/Aarch64> (param $0 i32) (param $1 i32) (param $2 i64) (result i32)
  (local $3 i64)
  (local $4 i32)
  (local $5 i32)
  (local $6 i32)
  (local $7 i32)
  (local $8 i64)
  (local $9 i32)
  (local $10 i32)
  (local $11 i64)
  global.get $core-as/mmu/aarch64/granule
  i32.const 9
  i32.add
  local.set $5
  loop $for-loop|0
   local.get $0
   local.get $1
   i32.lt_u
   if
    local.get $0
    i32.const 3
    i32.shl
    local.tee $4
    i64.load offset=4096
    local.tee $3
    local.get $5
    i64.extend_i32_u
    i64.shr_u
    local.get $2
    i64.or
    local.tee $8
    i64.const -7046029254386356224
    i64.mul
    i64.const 51
    i64.shr_u
    i32.wrap_i64
    i32.const 5
    i32.shl
    i32.const 15422336
    i32.add
    local.tee $6
    i64.load
    local.get $8
    i64.eq
    if
     local.get $4
     i32.const 399360
     i32.add
     local.set $7
     local.get $0
     i32.const 2
     i32.shl
     i32.const 534528
     i32.add
     local.set $9
     local.get $6
     i32.load offset=20
     local.set $4
     block $core-as/mmu/walk/answerInRegion<core-as/mmu/aarch64/Aarch64>|inlined.0
      local.get $6
      i32.load offset=16
      local.tee $10
      i32.eqz
      if
       local.get $7
       local.get $6
       i64.load offset=8
       local.get $3
       i64.const 1
       global.get $core-as/mmu/aarch64/granule
       i32.const 9
       i32.add
       i64.extend_i32_u
       i64.shl
       i64.const 1
       i64.sub
       i64.and
       i64.or
       i64.store
       local.get $9
       local.get $4
       i32.store
       br $core-as/mmu/walk/answerInRegion<core-as/mmu/aarch64/Aarch64>|inlined.0
      end
      block $core-as/mmu/aarch64/kindOf|inlined.0 (result i32)
       i32.const 0
       local.get $10
       i64.const 1
       global.get $core-as/mmu/aarch64/granule
       i32.const 9
       i32.add
       i64.extend_i32_u
       i64.shl
       i64.const 1
       i64.sub
       global.get $core-as/mmu/aarch64/granule
       local.tee $6
       i64.extend_i32_u
       i64.shr_u
       i64.const 3
       i64.shl
       local.get $3
       local.get $6
       i32.const 3
       i32.sub
       i64.extend_i32_u
       i64.shr_u
       i64.and
       i32.wrap_i64
       i32.add
       i64.load
       local.tee $8
       i64.const 1
       i64.and
       i64.eqz
       br_if $core-as/mmu/aarch64/kindOf|inlined.0
       drop
       i32.const 2
       local.get $8
       i64.const 2
       i64.and
       i64.const 0
       i64.ne
       br_if $core-as/mmu/aarch64/kindOf|inlined.0
       drop
       i32.const 0
      end
      i32.eqz
      if
       local.get $7
       local.get $8
       i64.store
       local.get $9
       i32.const 257
       i32.store
       br $core-as/mmu/walk/answerInRegion<core-as/mmu/aarch64/Aarch64>|inlined.0
      end
      local.get $7
      local.get $8
      global.get $core-as/mmu/aarch64/frameMask
      i64.and
      local.get $8
      global.get $core-as/mmu/aarch64/extraMask
      i64.and
      global.get $core-as/mmu/aarch64/extraShift
      i64.extend_i32_u
      i64.shl
      i64.or
      i64.const 1
      local.get $6
      i64.extend_i32_u
      i64.shl
      i64.const 1
      i64.sub
      local.tee $11
      i64.const -1
      i64.xor
      i64.and
      local.get $3
      local.get $11
      i64.and
      i64.or
      i64.store
      local.get $9
      local.get $8
      i64.const 53
      i64.shr_u
      i32.wrap_i64
      i32.const 1
      i32.and
      i32.eqz
      i32.const 8
      i32.or
      local.get $8
      i64.const 7
      i64.shr_u
      i32.wrap_i64
      i32.const 1
      i32.and
      i32.eqz
      local.tee $6
      local.get $8
      i64.const 51
      i64.shr_u
      i32.wrap_i64
      i32.const 1
      i32.and
      i32.or
      i32.const 1
      i32.shl
      i32.or
      local.get $8
      i64.const 6
      i64.shr_u
      i32.wrap_i64
      i32.const 1
      i32.and
      i32.const 2
      i32.shl
      i32.or
      local.get $8
      i64.const 54
      i64.shr_u
      i32.wrap_i64
      i32.const 1
      i32.and
      i32.eqz
      i32.const 4
      i32.shl
      i32.or
      local.get $8
      i64.const 10
      i64.shr_u
      i32.wrap_i64
      i32.const 1
      i32.and
      i32.const 5
      i32.shl
      i32.or
      local.get $6
      i32.const 6
      i32.shl
      i32.or
      local.get $8
      i64.const 52
      i64.shr_u
      i32.wrap_i64
      i32.const 1
      i32.and
      i32.const 7
      i32.shl
      i32.or
      local.get $8
      i64.const 11
      i64.shr_u
      i32.wrap_i64
      i32.const 1
      i32.and
      i32.eqz
      i32.const 8
      i32.shl
      i32.or
      local.get $4
      i32.const 16
      i32.shr_u
      i32.and
      i32.const 16
      i32.shl
      i32.const 256
      i32.or
      i32.store
     end
     local.get $0
     i32.const 1
     i32.add
     local.set $0
     br $for-loop|0
    end
   end
  end
  local.get $0
 )
 (func $core-as/batch/read/resumeRead (param $0 i32) (result i32)
  (local $1 i32)
  (local $2 i64)
  (local $3 i32)
  (local $4 i32)
  (local $5 i32)
  (local $6 i64)
  (local $7 i64)
  (local $8 i64)
  i32.const 16712360
  call $core-as/batch/runs/openRuns
  global.get $core-as/batch/read/range
  local.set $1
  global.get $core-as/batch/read/done
  local.set $2
  loop $for-loop|0
   local.get $1
   global.get $core-as/batch/read/ranges
   i32.lt_u
   if
    block $for-break0
     local.get $1
     i32.const 3
     i32.shl
     i32.const 266240
     i32.add
     i64.load
     local.tee $7
     local.get $2
     i64.le_u
     if (result i64)
      local.get $1
      i32.const 1
      i32.add
      local.set $1
      i64.const 0
     else
      local.get $5
      i32.const 1
      i32.add
      local.tee $5
      i32.const 16384
      i32.gt_u
      global.get $core-as/batch/runs/count
      i32.const 16384
      i32.ge_u
      i32.or
      br_if $for-break0
      local.get $0
      local.get $2
      local.get $1
      i32.const 3
      i32.shl
      i32.const 4096
      i32.add
      i64.load
      i64.add
      local.tee $8
      call $core-as/mmu/modes/walkAddress
      local.set $4
      local.get $0
      local.get $8
      call $core-as/mmu/modes/answerEnd
      local.get $8
      i64.sub
      local.tee $6
      local.get $7
      local.get $2
      i64.sub
      i64.const 1
      i64.sub
      local.tee $7
      local.get $6
      local.get $7
      i64.lt_u
      select
      i64.const 1
      i64.add
      local.set $6
      local.get $4
      i32.const 255
      i32.eq
      if
       i32.const 1
       local.set $3
      else
       local.get $3
       i32.eqz
       if
        local.get $8
        local.get $6
        i64.const 0
        i32.const 16712312
        i64.load
        local.tee $7
        local.get $4
        select
        local.get $7
        i64.const 0
        local.get $4
        select
        i32.const 16712320
        i32.load
        local.get $1
        call $core-as/batch/runs/addRun
       end
      end
      local.get $2
      local.get $6
      i64.add
     end
     local.set $2
     local.get $3
     i32.eqz
     if
      local.get $1
      global.set $core-as/batch/read/range
      local.get $2
      global.set $core-as/batch/read/done
     end
     br $for-loop|0
    end
   end
  end
  local.get $3
  i32.eqz
  local.tee $0
  if
   local.get $1
   global.get $core-as/batch/read/ranges
   i32.ge_u
   local.set $0
  end
  i32.const 16712360
  local.get $0
  call $core-as/batch/runs/closeRuns
  i32.const 0
  i32.const 1
  i32.const 2
  local.get $3
  select
  local.get $0
  select
 )
 (func $core-as/batch/jobs/translateInMode (param $0 i32) (result i32)
  (local $1 i32)
  (local $2 i32)
  (local $3 i32)
  (local $4 i32)
  (local $5 i32)
  block $folding-inner0
   block $case12|0
    block $case11|0
     block $case10|0
      block $case9|0
       block $case8|0
        block $case7|0
         block $case2|0
          block $case1|0
           block $case0|0
            block $tablify|0
             local.get $0
             i32.load offset=36
             local.tee $2
             br_table $case2|0 $case1|0 $case0|0 $tablify|0
            end
            local.get $2
            i32.const 3
            i32.eq
            local.get $2
            i32.const 4
            i32.eq
            i32.or
            local.get $2
            i32.const 5
            i32.eq
            local.get $2
            i32.const 6
            i32.eq
            i32.or
            i32.or
            br_if $case7|0
            block $tablify|00
             local.get $2
             i32.const 7
             i32.sub
             br_table $case7|0 $case8|0 $case9|0 $case10|0 $case11|0 $tablify|00
            end
            br $case12|0
           end
           i32.const 0
           global.set $core-as/batch/translate/still
           i64.const -1
           global.set $core-as/batch/translate/waitPlace
           global.get $core-as/batch/translate/begun
           if
            global.get $core-as/batch/translate/waiting
            local.set $3
            loop $for-loop|0
             local.get $1
             local.get $3
             i32.lt_u
             if
              local.get $1
              i32.const 2
              i32.shl
              i32.load offset=15684480
              local.tee $4
              local.set $2
              loop $do-loop|1
               local.get $2
               i32.const 1
               i32.add
               local.set $2
               local.get $3
               local.get $1
               i32.const 1
               i32.add
               local.tee $1
               i32.gt_u
               if
                local.get $1
                i32.const 2
                i32.shl
                i32.load offset=15684480
                local.tee $5
                i32.const -2147483648
                i32.and
                if
                 local.get $5
                 i32.const -2147483648
                 i32.xor
                 local.set $2
                 local.get $1
                 i32.const 1
                 i32.add
                 local.set $1
                end
               end
               local.get $1
               local.get $3
               i32.lt_u
               if (result i32)
                local.get $1
                i32.const 2
                i32.shl
                i32.load offset=15684480
                local.get $2
                i32.eq
               else
                i32.const 0
               end
               br_if $do-loop|1
              end
              local.get $0
              local.get $4
              local.get $2
              call $core-as/batch/translate/stretch<core-as/mmu/x86-64/X8664>
              br $for-loop|0
             end
            end
           else
            i32.const 1
            global.set $core-as/batch/translate/begun
            local.get $0
            i32.const 0
            global.get $core-as/batch/translate/waiting
            call $core-as/batch/translate/stretch<core-as/mmu/x86-64/X8664>
           end
           br $folding-inner0
          end
          i32.const 0
          global.set $core-as/batch/translate/still
          i64.const -1
          global.set $core-as/batch/translate/waitPlace
          global.get $core-as/batch/translate/begun
          if
           global.get $core-as/batch/translate/waiting
           local.set $3
           loop $for-loop|00
            local.get $1
            local.get $3
            i32.lt_u
            if
             local.get $1
             i32.const 2
             i32.shl
             i32.load offset=15684480
             local.tee $4
             local.set $2
             loop $do-loop|11
              local.get $2
              i32.const 1
              i32.add
              local.set $2
              local.get $3
              local.get $1
              i32.const 1
              i32.add
              local.tee $1
              i32.gt_u
              if
               local.get $1
               i32.const 2
               i32.shl
               i32.load offset=15684480
               local.tee $5
               i32.const -2147483648
               i32.and
               if
                local.get $5
                i32.const -2147483648
                i32.xor
                local.set $2
                local.get $1
                i32.const 1
                i32.add
                local.set $1
               end
              end
              local.get $1
              local.get $3
              i32.lt_u
              if (result i32)
               local.get $1
               i32.const 2
               i32.shl
               i32.load offset=15684480
               local.get $2
               i32.eq
              else
               i32.const 0
              end
              br_if $do-loop|11
             end
             local.get $0
             local.get $4
             local.get $2
             call $core-as/batch/translate/stretch<core-as/mmu/x86-pae/X86Pae>
             br $for-loop|00
            end
           end
          else
           i32.const 1
           global.set $core-as/batch/translate/begun
           local.get $0
           i32.const 0
           global.get $core-as/batch/translate/waiting
           call $core-as/batch/translate/stretch<core-as/mmu/x86-pae/X86Pae>
          end
          br $folding-inner0
         end
         i32.const 0
         global.set $core-as/batch/translate/still
         i64.const -1
         global.set $core-as/batch/translate/waitPlace
         global.get $core-as/batch/translate/begun
         if
          global.get $core-as/batch/translate/waiting
          local.set $3
          loop $for-loop|02
           local.get $1
           local.get $3
           i32.lt_u
           if
            local.get $1
            i32.const 2
            i32.shl
            i32.load offset=15684480
            local.tee $4
            local.set $2
            loop $do-loop|13
             local.get $2
             i32.const 1
             i32.add
             local.set $2
             local.get $3
             local.get $1
             i32.const 1
             i32.add
             local.tee $1
             i32.gt_u
             if
              local.get $1
              i32.const 2
              i32.shl
              i32.load offset=15684480
              local.tee $5
              i32.const -2147483648
              i32.and
              if
               local.get $5
               i32.const -2147483648
               i32.xor
               local.set $2
               local.get $1
               i32.const 1
               i32.add
               local.set $1
              end
             end
             local.get $1
             local.get $3
             i32.lt_u
             if (result i32)
              local.get $1
              i32.const 2
              i32.shl
              i32.load offset=15684480
              local.get $2
              i32.eq
             else
              i32.const 0
             end
             br_if $do-loop|13
            end
            local.get $0
            local.get $4
            local.get $2
            call $core-as/batch/translate/stretch<core-as/mmu/x86-32/X8632>
            br $for-loop|02
           end
          end
         else
          i32.const 1
          global.set $core-as/batch/translate/begun
          local.get $0
          i32.const 0
          global.get $core-as/batch/translate/waiting
          call $core-as/batch/translate/stretch<core-as/mmu/x86-32/X8632>
         end
         br $folding-inner0
        end
        local.get $0
        call $core-as/batch/translate/translatePass<core-as/mmu/aarch64/Aarch64>
        return
       end
       i32.const 0
       global.set $core-as/batch/translate/still
       i64.const -1
       global.set $core-as/batch/translate/waitPlace
       global.get $core-as/batch/translate/begun
       if
        global.get $core-as/batch/translate/waiting
        local.set $3
        loop $for-loop|04
         local.get $1
         local.get $3
         i32.lt_u
         if
          local.get $1
          i32.const 2
          i32.shl
          i32.load offset=15684480
          local.tee $4
          local.set $2
          loop $do-loop|15
           local.get $2
           i32.const 1
           i32.add
           local.set $2
           local.get $3
           local.get $1
           i32.const 1
           i32.add
           local.tee $1
           i32.gt_u
           if
            local.get $1
            i32.const 2
            i32.shl
            i32.load offset=15684480
            local.tee $5
            i32.const -2147483648
            i32.and
            if
             local.get $5
             i32.const -2147483648
             i32.xor
             local.set $2
             local.get $1
             i32.const 1
             i32.add
             local.set $1
            end
           end
           local.get $1
           local.get $3
           i32.lt_u
           if (result i32)
            local.get $1
            i32.const 2
            i32.shl
            i32.load offset=15684480
            local.get $2
            i32.eq
           else
            i32.const 0
           end
           br_if $do-loop|15
          end
          local.get $0
          local.get $4
          local.get $2
          call $core-as/batch/translate/stretch<core-as/mmu/arm-short/ArmShort>
          br $for-loop|04
         end
        end
       else
        i32.const 1
        global.set $core-as/batch/translate/begun
        local.get $0
        i32.const 0
        global.get $core-as/batch/translate/waiting
        call $core-as/batch/translate/stretch<core-as/mmu/arm-short/ArmShort>
       end
       br $folding-inner0
      end
      i32.const 0
      global.set $core-as/batch/translate/still
      i64.const -1
      global.set $core-as/batch/translate/waitPlace
      global.get $core-as/batch/translate/begun
      if
       global.get $core-as/batch/translate/waiting
       local.set $3
       loop $for-loop|06
        local.get $1
        local.get $3
        i32.lt_u
        if
         local.get $1
         i32.const 2
         i32.shl
         i32.load offset=15684480
         local.tee $4
         local.set $2
         loop $do-loop|17
          local.get $2
          i32.const 1
          i32.add
          local.set $2
          local.get $3
          local.get $1
          i32.const 1
          i32.add
          local.tee $1
          i32.gt_u
          if
           local.get $1
           i32.const 2
           i32.shl
           i32.load offset=15684480
           local.tee $5
           i32.const -2147483648
           i32.and
           if
            local.get $5
            i32.const -2147483648
            i32.xor
            local.set $2
            local.get $1
            i32.const 1
            i32.add
            local.set $1
           end
          end
          local.get $1
          local.get $3
          i32.lt_u
          if (result i32)
           local.get $1
           i32.const 2
           i32.shl
           i32.load offset=15684480
           local.get $2
           i32.eq
          else
           i32.const 0
          end
          br_if $do-loop|17
         end
         local.get $0
         local.get $4
         local.get $2
         call $core-as/batch/translate/stretch<core-as/mmu/arm-lpae/ArmLpae>
         br $for-loop|06
        end
       end
      else
       i32.const 1
       global.set $core-as/batch/translate/begun
       local.get $0
       i32.const 0
       global.get $core-as/batch/translate/waiting
       call $core-as/batch/translate/stretch<core-as/mmu/arm-lpae/ArmLpae>
      end
      br $folding-inner0
     end
     i32.const 0
     global.set $core-as/batch/translate/still
     i64.const -1
     global.set $core-as/batch/translate/waitPlace
     global.get $core-as/batch/translate/begun
     if
      global.get $core-as/batch/translate/waiting
      local.set $3
      loop $for-loop|08
       local.get $1
       local.get $3
       i32.lt_u
       if
        local.get $1
        i32.const 2
        i32.shl
        i32.load offset=15684480
        local.tee $4
        local.set $2
        loop $do-loop|19
         local.get $2
         i32.const 1
         i32.add
         local.set $2
         local.get $3
         local.get $1
         i32.const 1
         i32.add
         local.tee $1
         i32.gt_u
         if
          local.get $1
          i32.const 2
          i32.shl
          i32.load offset=15684480
          local.tee $5
          i32.const -2147483648
          i32.and
          if
           local.get $5
           i32.const -2147483648
           i32.xor
           local.set $2
           local.get $1
           i32.const 1
           i32.add
           local.set $1
          end
         end
         local.get $1
         local.get $3
         i32.lt_u
         if (result i32)
          local.get $1
          i32.const 2
          i32.shl
          i32.load offset=15684480
          local.get $2
          i32.eq
         else
          i32.const 0
         end
         br_if $do-loop|19
        end
        local.get $0
        local.get $4
        local.get $2
        call $core-as/batch/translate/stretch<core-as/mmu/riscv/RiscvSv32>
        br $for-loop|08
       end
      end
     else
      i32.const 1
      global.set $core-as/batch/translate/begun
      local.get $0
      i32.const 0
      global.get $core-as/batch/translate/waiting
      call $core-as/batch/translate/stretch<core-as/mmu/riscv/RiscvSv32>
     end
     br $folding-inner0
    end
    i32.const 0
    global.set $core-as/batch/translate/still
    i64.const -1
    global.set $core-as/batch/translate/waitPlace
    global.get $core-as/batch/translate/begun
    if
     global.get $core-as/batch/translate/waiting
     local.set $3
     loop $for-loop|010
      local.get $1
      local.get $3
      i32.lt_u
      if
       local.get $1
       i32.const 2
       i32.shl
       i32.load offset=15684480
       local.tee $4
       local.set $2
       loop $do-loop|111
        local.get $2
        i32.const 1
        i32.add
        local.set $2
        local.get $3
        local.get $1
        i32.const 1
        i32.add
        local.tee $1
        i32.gt_u
        if
         local.get $1
         i32.const 2
         i32.shl
         i32.load offset=15684480
         local.tee $5
         i32.const -2147483648
         i32.and
         if
          local.get $5
          i32.const -2147483648
          i32.xor
          local.set $2
          local.get $1
          i32.const 1
          i32.add
          local.set $1
         end
        end
        local.get $1
        local.get $3
        i32.lt_u
        if (result i32)
         local.get $1
         i32.const 2
         i32.shl
         i32.load offset=15684480
         local.get $2
         i32.eq
        else
         i32.const 0
        end
        br_if $do-loop|111
       end
       local.get $0
       local.get $4
       local.get $2
       call $core-as/batch/translate/stretch<core-as/mmu/riscv/RiscvSv64>
       br $for-loop|010
      end
     end
    else
     i32.const 1
     global.set $core-as/batch/translate/begun
     local.get $0
     i32.const 0
     global.get $core-as/batch/translate/waiting
     call $core-as/batch/translate/stretch<core-as/mmu/riscv/RiscvSv64>
    end
    br $folding-inner0
   end
   i32.const 0
   global.set $core-as/batch/translate/still
   loop $for-loop|012
    local.get $1
    global.get $core-as/batch/translate/waiting
    i32.lt_u
    if
     local.get $0
     global.get $core-as/batch/translate/begun
     if (result i32)
      local.get $1
      i32.const 2
      i32.shl
      i32.const 15684480
      i32.add
      i32.load
     else
      local.get $1
     end
     local.tee $2
     i32.const 3
     i32.shl
     local.tee $3
     i32.const 135168
     i32.add
     i64.load
     local.get $3
     i32.const 4096
     i32.add
     i64.load
     local.get $3
     i32.const 399360
     i32.add
     local.get $3
     i32.const 1
     i32.shr_u
     i32.const 534528
     i32.add
     call $core-as/mmu/wide/walkWide
     i32.const 255
     i32.eq
     if
      global.get $core-as/batch/translate/still
      i32.const 2
      i32.shl
      i32.const 15684480
      i32.add
      local.get $2
      i32.store
      global.get $core-as/batch/translate/still
      i32.const 1
      i32.add
      global.set $core-as/batch/translate/still
     end
     local.get $1
     i32.const 1
     i32.add
     local.set $1
     br $for-loop|012
    end
   end
   i32.const 1
   global.set $core-as/batch/translate/begun
   global.get $core-as/batch/translate/still
   global.set $core-as/batch/translate/waiting
   global.get $core-as/batch/translate/still
   return
  end
  global.get $core-as/batch/translate/still
  global.set $core-as/batch/translate/waiting
  global.get $core-as/batch/translate/still
 )
 (func $core-as/batch/enumerate/prefetch<core-as/mmu/riscv/RiscvSv64> (param $0 i32) (param $1 i32) (param $2 i32)
  (local $3 i32)
  (local $4 i64)
  (local $5 i32)
  (local $6 i32)
  i32.const 1024
  local.set $3
  loop $for-loop|0
   local.get $3
   i32.const 0
   i32.ne
   local.get $0
   local.get $1
   i32.lt_u
   i32.and
   if
    block $core-as/mmu/riscv/RiscvSv64#kind|inlined.4 (result i32)
     i32.const 0
     block $core-as/mmu/riscv/kindOf|inlined.9 (result i32)
      i32.const 0
      local.get $0
      i64.load
      local.tee $4
      i64.const 1
      i64.and
      i64.eqz
      local.get $4
      i64.const 6
      i64.and
      i64.const 4
      i64.eq
      i32.or
      br_if $core-as/mmu/riscv/kindOf|inlined.9
      drop
      i32.const 2
      local.get $4
      i64.const 14
      i64.and
      i64.const 0
      i64.ne
      br_if $core-as/mmu/riscv/kindOf|inlined.9
      drop
      local.get $2
      i32.const 1
      i32.ne
     end
     local.tee $6
     local.get $4
     i64.const 63
     i64.shr_u
     i32.wrap_i64
     local.tee $5
     select
     local.get $6
     i32.const 2
     i32.ne
     br_if $core-as/mmu/riscv/RiscvSv64#kind|inlined.4
     drop
     i32.const 0
     i32.const 2
     local.get $4
     i64.const 10
     i64.shr_u
     i64.const 15
     i64.and
     i64.const 8
     i64.ne
     local.get $5
     i32.and
     select
     local.get $2
     i32.const 1
     i32.eq
     br_if $core-as/mmu/riscv/RiscvSv64#kind|inlined.4
     drop
     i32.const 0
     i32.const 2
     local.get $5
     if (result i32)
      i32.const 1
     else
      local.get $4
      i64.const 1
      local.get $2
      i32.const 1
      i32.sub
      i64.extend_i32_u
      i64.const 9
      i64.mul
      i64.shl
      i64.const 1
      i64.sub
      i64.const 10
      i64.shl
      i64.and
      i64.const 0
      i64.ne
     end
     select
    end
    i32.const 1
    i32.eq
    if
     local.get $4
     i64.const 2
     i64.shl
     i64.const 72057594037923840
     i64.and
     i32.const 0
     call $core-as/cache/page-cache/pageFor
     drop
     local.get $3
     i32.const 1
     i32.sub
     local.set $3
    end
    local.get $0
    i32.const 8
    i32.add
    local.set $0
    br $for-loop|0
   end
  end
 )
 (func $core-as/batch/enumerate/enumeratePass<core-as/mmu/x86-pae/X86Pae> (param $0 i32) (result i32)
  (local $1 i32)
  (local $2 i64)
  (local $3 i32)
  (local $4 i64)
  (local $5 i32)
  (local $6 i32)
  (local $7 i64)
  (local $8 i32)
  (local $9 i32)
  (local $10 i32)
  (local $11 i32)
  (local $12 i32)
  (local $13 i32)
  (local $14 i32)
  (local $15 i64)
  (local $16 i64)
  (local $17 i64)
  local.get $0
  i32.load offset=40
  local.set $9
  i32.const 13947168
  i32.load
  i32.eqz
  if
   local.get $9
   local.get $0
   i64.load
   i32.const 511
   call $core-as/batch/enumerate/enter
  end
  i32.const 13947192
  call $core-as/batch/runs/openRuns
  loop $while-continue|0
   i32.const 13947176
   i32.load
   i32.eqz
   if
    block $while-break|0
     local.get $11
     i32.const 1048576
     i32.gt_u
     global.get $core-as/batch/runs/count
     i32.const 16384
     i32.ge_u
     i32.or
     if
      i32.const 2
      local.set $10
      br $while-break|0
     end
     i32.const 13947168
     i32.load
     i32.const 7
     i32.and
     local.tee $1
     local.get $9
     local.get $1
     local.get $9
     i32.lt_u
     select
     local.tee $8
     i32.const 9
     i32.mul
     i32.const 3
     i32.add
     local.set $1
     local.get $8
     i32.const 3
     i32.shl
     i32.const 13947136
     i32.add
     i64.load offset=104
     local.get $8
     local.get $9
     i32.eq
     if (result i64)
      local.get $0
      i64.load32_u offset=48
     else
      i64.const 511
     end
     local.tee $2
     i32.const 13947136
     i64.load
     local.tee $4
     local.get $1
     i64.extend_i32_u
     i64.shr_u
     i64.and
     local.tee $7
     i64.const 3
     i64.shl
     i64.add
     local.tee $15
     i32.const 0
     call $core-as/cache/page-cache/pageFor
     local.tee $3
     i32.eqz
     if
      i32.const 1
      local.set $10
      br $while-break|0
     end
     i64.const 1
     local.get $1
     i64.extend_i32_u
     i64.shl
     i64.const 1
     i64.sub
     local.set $16
     i64.const 4096
     local.get $15
     i64.const 4095
     i64.and
     i64.sub
     i64.const 3
     i64.shr_u
     local.tee $17
     local.get $2
     local.get $7
     i64.sub
     i64.const 1
     i64.add
     local.tee $2
     local.get $2
     local.get $17
     i64.gt_u
     select
     local.tee $2
     i32.const 13947144
     i64.load
     local.get $1
     i64.extend_i32_u
     i64.shr_u
     local.get $4
     local.get $1
     i64.extend_i32_u
     i64.shr_u
     i64.sub
     i64.const 1
     i64.add
     local.tee $7
     local.get $2
     local.get $7
     i64.lt_u
     select
     local.set $7
     local.get $4
     local.set $2
     local.get $3
     i32.const 1
     i32.eq
     if
      local.get $4
      local.get $4
      local.get $16
      i64.or
      local.get $7
      i64.const 1
      i64.sub
      local.get $1
      i64.extend_i32_u
      i64.shl
      i64.add
      local.tee $2
      i32.const 13947144
      i64.load
      local.tee $7
      local.get $2
      local.get $7
      i64.lt_u
      select
      local.tee $2
      local.get $4
      i64.sub
      i64.const 1
      i64.add
      i64.const 0
      local.get $15
      i64.const -4096
      i64.and
      local.get $8
      i32.const 8
      i32.shl
      i32.const 3
      i32.or
      i32.const 0
      call $core-as/batch/runs/addRun
      local.get $2
      i64.const 1
      i64.add
      local.set $2
      local.get $11
      i32.const 1
      i32.add
      local.set $11
     else
      local.get $3
      local.get $15
      i64.const 4095
      i64.and
      i32.wrap_i64
      i32.add
      local.tee $3
      local.get $7
      i32.wrap_i64
      i32.const 3
      i32.shl
      i32.add
      local.set $5
      local.get $8
      i32.const 2
      i32.shl
      i32.const 13947136
      i32.add
      i32.load offset=168
      local.set $1
      local.get $11
      local.get $7
      i32.wrap_i64
      i32.const 8
      i32.add
      i32.add
      local.set $11
      i32.const 0
      local.set $12
      local.get $8
      i32.const 1
      i32.eq
      if (result i32)
       i32.const 13947152
       i64.load
       i32.const 13947160
       i64.load
       i64.gt_u
      else
       i32.const 0
      end
      if (result i32)
       local.get $4
       i64.const 4095
       i64.and
       i64.eqz
       local.get $7
       i64.const 12
       i64.shl
       i64.const 1
       i64.sub
       i32.const 13947144
       i64.load
       local.get $4
       i64.sub
       i64.le_u
       i32.and
       global.get $core-as/batch/runs/count
       local.get $7
       i32.wrap_i64
       i32.add
       i32.const 16384
       i32.le_u
       i32.and
      else
       i32.const 0
      end
      if
       local.get $3
       local.get $5
       local.get $4
       local.get $1
       call $core-as/batch/page-runs/addPages
       local.get $5
       local.set $3
       local.get $4
       local.get $7
       i64.const 12
       i64.shl
       i64.add
       local.set $2
      end
      loop $for-loop|1
       local.get $3
       local.get $5
       i32.lt_u
       if
        block $for-break1
         block $for-continue|1 (result i64)
          i32.const 1
          local.get $5
          local.get $3
          i32.sub
          i32.const 64
          i32.lt_u
          local.get $3
          i32.const 63
          i32.and
          select
          if (result i32)
           i32.const 1
          else
           local.get $3
           i64.load offset=24
           local.get $3
           i64.load offset=16
           local.get $3
           i64.load
           local.get $3
           i64.load offset=8
           i64.or
           i64.or
           i64.or
           local.get $3
           i64.load offset=56
           local.get $3
           i64.load offset=48
           local.get $3
           i64.load offset=32
           local.get $3
           i64.load offset=40
           i64.or
           i64.or
           i64.or
           i64.or
           i32.wrap_i64
           i32.const 1
           i32.and
          end
          i32.eqz
          if
           local.get $3
           i32.const 56
           i32.add
           local.set $3
           local.get $16
           i64.const 7
           i64.mul
           local.get $2
           local.get $16
           i64.or
           i64.add
           i64.const 8
           i64.add
           br $for-continue|1
          end
          local.get $3
          i64.load
          local.tee $7
          i64.const 1
          i64.and
          i64.eqz
          if (result i32)
           i32.const 0
          else
           i32.const 2
           i32.const 1
           local.get $8
           i32.const 2
           i32.eq
           local.get $7
           i64.const 128
           i64.and
           i64.const 0
           i64.ne
           i32.and
           local.get $8
           i32.const 1
           i32.eq
           i32.or
           select
          end
          local.tee $6
          if
           global.get $core-as/batch/runs/count
           i32.const 16384
           i32.ge_u
           br_if $for-break1
           local.get $2
           local.get $16
           i64.or
           local.tee $15
           i32.const 13947144
           i64.load
           local.tee $17
           local.get $15
           local.get $17
           i64.lt_u
           select
           local.set $15
           local.get $6
           i32.const 2
           i32.eq
           if
            local.get $2
            local.get $15
            local.get $7
            i64.const 4503599627366400
            i64.and
            local.get $16
            i64.const -1
            i64.xor
            i64.and
            local.get $2
            local.get $16
            i64.and
            i64.or
            local.get $8
            i32.const 8
            i32.shl
            local.get $1
            local.get $7
            i64.const -1
            i64.xor
            i64.const 63
            i64.shr_u
            i32.wrap_i64
            local.tee $6
            local.get $7
            i32.wrap_i64
            local.tee $13
            i32.const 358
            i32.and
            i32.const 8
            i32.or
            i32.or
            local.get $6
            local.get $13
            i32.const 2
            i32.shr_u
            i32.and
            i32.const 4
            i32.shl
            i32.or
            i32.and
            i32.const 16
            i32.shl
            i32.or
            call $core-as/batch/enumerate/leaf
           else
            local.get $7
            i64.const 4503599627366400
            i64.and
            local.tee $17
            i32.const 0
            call $core-as/cache/page-cache/pageFor
            i32.eqz
            if
             i32.const 1024
             local.set $1
             local.get $3
             i32.const 8
             i32.add
             local.set $3
             loop $for-loop|0
              local.get $1
              i32.const 0
              i32.ne
              local.get $3
              local.get $5
              i32.lt_u
              i32.and
              if
               local.get $3
               i64.load
               local.tee $7
               i64.const 1
               i64.and
               i64.eqz
               if (result i32)
                i32.const 0
               else
                i32.const 2
                i32.const 1
                local.get $8
                i32.const 2
                i32.eq
                local.get $7
                i64.const 128
                i64.and
                i64.const 0
                i64.ne
                i32.and
                local.get $8
                i32.const 1
                i32.eq
                i32.or
                select
               end
               i32.const 1
               i32.eq
               if
                local.get $7
                i64.const 4503599627366400
                i64.and
                i32.const 0
                call $core-as/cache/page-cache/pageFor
                drop
                local.get $1
                i32.const 1
                i32.sub
                local.set $1
               end
               local.get $3
               i32.const 8
               i32.add
               local.set $3
               br $for-loop|0
              end
             end
             i32.const 1
             local.set $10
             br $for-break1
            end
            local.get $8
            i32.const 3
            i32.eq
            if (result i32)
             local.get $1
            else
             local.get $1
             local.get $7
             i64.const -1
             i64.xor
             i64.const 63
             i64.shr_u
             i32.wrap_i64
             local.tee $6
             local.get $7
             i32.wrap_i64
             i32.const 6
             i32.and
             i32.or
             local.get $6
             i32.const 4
             i32.shl
             i32.or
             i32.const -24
             i32.or
             i32.and
             local.tee $6
             i32.const -1
             i32.xor
             i32.const 4
             i32.and
             i32.const 2
             i32.shl
             i32.const -1
             i32.xor
             local.get $6
             i32.and
            end
            local.set $6
            i32.const 13947152
            i64.load
            i32.const 13947160
            i64.load
            i64.le_u
            local.tee $13
            local.get $15
            local.get $2
            local.get $16
            i64.or
            i64.eq
            local.get $2
            local.get $16
            i64.and
            i64.eqz
            local.tee $14
            local.get $14
            select
            local.tee $14
            i32.eqz
            i32.and
            local.get $13
            if (result i32)
             i32.const 0
            else
             local.get $14
             if (result i32)
              i32.const 13947172
              i32.load
             else
              i32.const 1
             end
            end
            if (result i64)
             local.get $2
            else
             local.get $17
             local.get $8
             i32.const 1
             i32.sub
             i32.const 13947184
             i32.load
             local.get $2
             call $core-as/batch/seen/listedAt
            end
            local.tee $7
            local.get $2
            i64.eq
            i32.or
            if
             local.get $14
             if (result i32)
              i32.const 13947172
              i32.load
             else
              i32.const 1
             end
             local.get $13
             i32.or
             i32.eqz
             if
              local.get $17
              local.get $8
              i32.const 1
              i32.sub
              local.get $2
              call $core-as/batch/enumerate/note
             end
             i32.const 13947136
             local.get $2
             i64.store
             local.get $8
             i32.const 1
             i32.sub
             local.get $17
             local.get $6
             call $core-as/batch/enumerate/enter
             i32.const 1
             local.set $12
             br $for-break1
            end
            local.get $13
            i32.eqz
            if
             local.get $2
             local.get $15
             local.get $2
             i64.sub
             i64.const 1
             i64.add
             local.get $17
             local.get $7
             local.get $8
             i32.const 8
             i32.shl
             i32.const 4
             i32.or
             local.get $6
             i32.const 16
             i32.shl
             i32.or
             i32.const 0
             call $core-as/batch/runs/addRun
            end
           end
          end
          local.get $2
          local.get $16
          i64.or
          i64.const 1
          i64.add
         end
         local.set $2
         local.get $3
         i32.const 8
         i32.add
         local.set $3
         br $for-loop|1
        end
       end
      end
      local.get $12
      br_if $while-continue|0
     end
     local.get $2
     local.get $4
     i64.lt_u
     if (result i32)
      i32.const 1
     else
      local.get $2
      i32.const 13947144
      i64.load
      i64.gt_u
     end
     if
      i32.const 13947176
      i32.const 1
      i32.store
     end
     i32.const 13947136
     local.get $2
     i64.store
     local.get $2
     local.get $4
     i64.ne
     if
      local.get $9
      local.get $4
      call $core-as/batch/enumerate/climb<core-as/mmu/x86-64/X8664>
     end
     local.get $10
     i32.const 1
     i32.eq
     br_if $while-break|0
     br $while-continue|0
    end
   end
  end
  i32.const 13947192
  local.get $10
  i32.eqz
  call $core-as/batch/runs/closeRuns
  local.get $10
 )
 (func $core-as/batch/enumerate/enumeratePass<core-as/mmu/x86-64/X8664> (param $0 i32) (result i32)
  (local $1 i32)
  (local $2 i64)
  (local $3 i32)
  (local $4 i64)
  (local $5 i32)
  (local $6 i64)
  (local $7 i32)
  (local $8 i32)
  (local $9 i32)
  (local $10 i32)
  (local $11 i32)
  (local $12 i32)
  (local $13 i32)
  (local $14 i64)
  (local $15 i64)
  (local $16 i64)
  (local $17 i32)
  (local $18 i32)
  i32.const 13947136
  i64.load
  local.get $0
  i64.load offset=24
  i64.gt_u
  local.tee $11
  if (result i32)
   local.get $0
   i32.load offset=44
  else
   local.get $0
   i32.load offset=40
  end
  local.set $8
  i32.const 13947168
  i32.load
  i32.eqz
  if
   local.get $8
   local.get $11
   if (result i64)
    local.get $0
    i64.load offset=8
   else
    local.get $0
    i64.load
   end
   i32.const 511
   call $core-as/batch/enumerate/enter
  end
  i32.const 13947192
  call $core-as/batch/runs/openRuns
  loop $while-continue|0
   i32.const 13947176
   i32.load
   i32.eqz
   if
    block $while-break|0
     local.get $9
     i32.const 1048576
     i32.gt_u
     global.get $core-as/batch/runs/count
     i32.const 16384
     i32.ge_u
     i32.or
     if
      i32.const 2
      local.set $1
      br $while-break|0
     end
     i32.const 13947168
     i32.load
     i32.const 7
     i32.and
     local.tee $3
     local.get $8
     local.get $3
     local.get $8
     i32.lt_u
     select
     local.tee $7
     i32.const 9
     i32.mul
     i32.const 3
     i32.add
     local.set $3
     local.get $7
     i32.const 3
     i32.shl
     i32.const 13947136
     i32.add
     i64.load offset=104
     local.get $7
     local.get $8
     i32.eq
     if (result i64)
      local.get $11
      if (result i32)
       local.get $0
       i32.load offset=52
      else
       local.get $0
       i32.load offset=48
      end
      i64.extend_i32_u
     else
      i64.const 511
     end
     local.tee $2
     i32.const 13947136
     i64.load
     local.tee $4
     local.get $3
     i64.extend_i32_u
     i64.shr_u
     i64.and
     local.tee $6
     i64.const 3
     i64.shl
     i64.add
     local.tee $14
     i32.const 0
     call $core-as/cache/page-cache/pageFor
     local.tee $5
     i32.eqz
     if
      i32.const 1
      local.set $1
      br $while-break|0
     end
     i64.const 1
     local.get $3
     i64.extend_i32_u
     i64.shl
     i64.const 1
     i64.sub
     local.set $15
     i64.const 4096
     local.get $14
     i64.const 4095
     i64.and
     i64.sub
     i64.const 3
     i64.shr_u
     local.tee $16
     local.get $2
     local.get $6
     i64.sub
     i64.const 1
     i64.add
     local.tee $2
     local.get $2
     local.get $16
     i64.gt_u
     select
     local.tee $2
     i32.const 13947144
     i64.load
     local.get $3
     i64.extend_i32_u
     i64.shr_u
     local.get $4
     local.get $3
     i64.extend_i32_u
     i64.shr_u
     i64.sub
     i64.const 1
     i64.add
     local.tee $6
     local.get $2
     local.get $6
     i64.lt_u
     select
     local.set $6
     local.get $4
     local.set $2
     local.get $5
     i32.const 1
     i32.eq
     if
      local.get $4
      local.get $4
      local.get $15
      i64.or
      local.get $6
      i64.const 1
      i64.sub
      local.get $3
      i64.extend_i32_u
      i64.shl
      i64.add
      local.tee $2
      i32.const 13947144
      i64.load
      local.tee $6
      local.get $2
      local.get $6
      i64.lt_u
      select
      local.tee $2
      local.get $4
      i64.sub
      i64.const 1
      i64.add
      i64.const 0
      local.get $14
      i64.const -4096
      i64.and
      local.get $7
      i32.const 8
      i32.shl
      i32.const 3
      i32.or
      i32.const 0
      call $core-as/batch/runs/addRun
      local.get $2
      i64.const 1
      i64.add
      local.set $2
      local.get $9
      i32.const 1
      i32.add
      local.set $9
     else
      local.get $5
      local.get $14
      i64.const 4095
      i64.and
      i32.wrap_i64
      i32.add
      local.tee $3
      local.get $6
      i32.wrap_i64
      i32.const 3
      i32.shl
      i32.add
      local.set $5
      local.get $7
      i32.const 2
      i32.shl
      i32.const 13947136
      i32.add
      i32.load offset=168
      local.set $10
      local.get $9
      local.get $6
      i32.wrap_i64
      i32.const 8
      i32.add
      i32.add
      local.set $9
      i32.const 0
      local.set $12
      local.get $7
      i32.const 1
      i32.eq
      if (result i32)
       i32.const 13947152
       i64.load
       i32.const 13947160
       i64.load
       i64.gt_u
      else
       i32.const 0
      end
      if (result i32)
       local.get $4
       i64.const 4095
       i64.and
       i64.eqz
       local.get $6
       i64.const 12
       i64.shl
       i64.const 1
       i64.sub
       i32.const 13947144
       i64.load
       local.get $4
       i64.sub
       i64.le_u
       i32.and
       global.get $core-as/batch/runs/count
       local.get $6
       i32.wrap_i64
       i32.add
       i32.const 16384
       i32.le_u
       i32.and
      else
       i32.const 0
      end
      if
       local.get $3
       local.get $5
       local.get $4
       local.get $10
       call $core-as/batch/page-runs/addPages
       local.get $5
       local.set $3
       local.get $4
       local.get $6
       i64.const 12
       i64.shl
       i64.add
       local.set $2
      end
      loop $for-loop|1
       local.get $3
       local.get $5
       i32.lt_u
       if
        block $for-break1
         block $for-continue|1 (result i64)
          i32.const 1
          local.get $5
          local.get $3
          i32.sub
          i32.const 64
          i32.lt_u
          local.get $3
          i32.const 63
          i32.and
          select
          if (result i32)
           i32.const 1
          else
           local.get $3
           i64.load offset=24
           local.get $3
           i64.load offset=16
           local.get $3
           i64.load
           local.get $3
           i64.load offset=8
           i64.or
           i64.or
           i64.or
           local.get $3
           i64.load offset=56
           local.get $3
           i64.load offset=48
           local.get $3
           i64.load offset=32
           local.get $3
           i64.load offset=40
           i64.or
           i64.or
           i64.or
           i64.or
           i32.wrap_i64
           i32.const 1
           i32.and
          end
          i32.eqz
          if
           local.get $3
           i32.const 56
           i32.add
           local.set $3
           local.get $15
           i64.const 7
           i64.mul
           local.get $2
           local.get $15
           i64.or
           i64.add
           i64.const 8
           i64.add
           br $for-continue|1
          end
          local.get $3
          i64.load
          local.tee $6
          i64.const 1
          i64.and
          i64.eqz
          if (result i32)
           i32.const 0
          else
           i32.const 2
           i32.const 1
           local.get $7
           i32.const 3
           i32.le_u
           local.get $6
           i64.const 128
           i64.and
           i64.const 0
           i64.ne
           i32.and
           local.get $7
           i32.const 1
           i32.eq
           i32.or
           select
          end
          local.tee $13
          if
           global.get $core-as/batch/runs/count
           i32.const 16384
           i32.ge_u
           br_if $for-break1
           local.get $2
           local.get $15
           i64.or
           local.tee $14
           i32.const 13947144
           i64.load
           local.tee $16
           local.get $14
           local.get $16
           i64.lt_u
           select
           local.set $14
           local.get $13
           i32.const 2
           i32.eq
           if
            local.get $2
            local.get $14
            local.get $6
            i64.const 4503599627366400
            i64.and
            local.get $15
            i64.const -1
            i64.xor
            i64.and
            local.get $2
            local.get $15
            i64.and
            i64.or
            local.get $7
            i32.const 8
            i32.shl
            local.get $10
            local.get $6
            i64.const -1
            i64.xor
            i64.const 63
            i64.shr_u
            i32.wrap_i64
            local.tee $13
            local.get $6
            i32.wrap_i64
            local.tee $17
            i32.const 358
            i32.and
            i32.const 8
            i32.or
            i32.or
            local.get $13
            local.get $17
            i32.const 2
            i32.shr_u
            i32.and
            i32.const 4
            i32.shl
            i32.or
            i32.and
            i32.const 16
            i32.shl
            i32.or
            call $core-as/batch/enumerate/leaf
           else
            local.get $6
            i64.const 4503599627366400
            i64.and
            local.tee $16
            i32.const 0
            call $core-as/cache/page-cache/pageFor
            i32.eqz
            if
             i32.const 1024
             local.set $1
             local.get $3
             i32.const 8
             i32.add
             local.set $3
             loop $for-loop|0
              local.get $1
              i32.const 0
              i32.ne
              local.get $3
              local.get $5
              i32.lt_u
              i32.and
              if
               local.get $3
               i64.load
               local.tee $6
               i64.const 1
               i64.and
               i64.eqz
               if (result i32)
                i32.const 0
               else
                i32.const 2
                i32.const 1
                local.get $7
                i32.const 3
                i32.le_u
                local.get $6
                i64.const 128
                i64.and
                i64.const 0
                i64.ne
                i32.and
                local.get $7
                i32.const 1
                i32.eq
                i32.or
                select
               end
               i32.const 1
               i32.eq
               if
                local.get $6
                i64.const 4503599627366400
                i64.and
                i32.const 0
                call $core-as/cache/page-cache/pageFor
                drop
                local.get $1
                i32.const 1
                i32.sub
                local.set $1
               end
               local.get $3
               i32.const 8
               i32.add
               local.set $3
               br $for-loop|0
              end
             end
             i32.const 1
             local.set $1
             br $for-break1
            end
            local.get $10
            local.get $6
            i64.const -1
            i64.xor
            i64.const 63
            i64.shr_u
            i32.wrap_i64
            local.tee $13
            local.get $6
            i32.wrap_i64
            i32.const 6
            i32.and
            i32.or
            local.get $13
            i32.const 4
            i32.shl
            i32.or
            i32.const -24
            i32.or
            i32.and
            local.tee $13
            i32.const -1
            i32.xor
            i32.const 4
            i32.and
            i32.const 2
            i32.shl
            i32.const -1
            i32.xor
            local.get $13
            i32.and
            local.set $17
            i32.const 13947152
            i64.load
            i32.const 13947160
            i64.load
            i64.le_u
            local.tee $13
            local.get $14
            local.get $2
            local.get $15
            i64.or
            i64.eq
            local.get $2
            local.get $15
            i64.and
            i64.eqz
            local.tee $18
            local.get $18
            select
            local.tee $18
            i32.eqz
            i32.and
            local.get $13
            if (result i32)
             i32.const 0
            else
             local.get $18
             if (result i32)
              i32.const 13947172
              i32.load
             else
              i32.const 1
             end
            end
            if (result i64)
             local.get $2
            else
             local.get $16
             local.get $7
             i32.const 1
             i32.sub
             i32.const 13947184
             i32.load
             local.get $2
             call $core-as/batch/seen/listedAt
            end
            local.tee $6
            local.get $2
            i64.eq
            i32.or
            if
             local.get $18
             if (result i32)
              i32.const 13947172
              i32.load
             else
              i32.const 1
             end
             local.get $13
             i32.or
             i32.eqz
             if
              local.get $16
              local.get $7
              i32.const 1
              i32.sub
              local.get $2
              call $core-as/batch/enumerate/note
             end
             i32.const 13947136
             local.get $2
             i64.store
             local.get $7
             i32.const 1
             i32.sub
             local.get $16
             local.get $17
             call $core-as/batch/enumerate/enter
             i32.const 1
             local.set $12
             br $for-break1
            end
            local.get $13
            i32.eqz
            if
             local.get $2
             local.get $14
             local.get $2
             i64.sub
             i64.const 1
             i64.add
             local.get $16
             local.get $6
             local.get $7
             i32.const 8
             i32.shl
             i32.const 4
             i32.or
             local.get $17
             i32.const 16
             i32.shl
             i32.or
             i32.const 0
             call $core-as/batch/runs/addRun
            end
           end
          end
          local.get $2
          local.get $15
          i64.or
          i64.const 1
          i64.add
         end
         local.set $2
         local.get $3
         i32.const 8
         i32.add
         local.set $3
         br $for-loop|1
        end
       end
      end
      local.get $12
      br_if $while-continue|0
     end
     local.get $2
     local.get $4
     i64.lt_u
     if (result i32)
      i32.const 1
     else
      local.get $2
      i32.const 13947144
      i64.load
      i64.gt_u
     end
     if
      i32.const 13947176
      i32.const 1
      i32.store
     end
     i32.const 13947136
     local.get $2
     i64.store
     local.get $2
     local.get $4
     i64.ne
     if
      local.get $8
      local.get $4
      call $core-as/batch/enumerate/climb<core-as/mmu/x86-64/X8664>
     end
     local.get $1
     i32.const 1
     i32.eq
     br_if $while-break|0
     br $while-continue|0
    end
   end
  end
  i32.const 13947192
  local.get $1
  i32.eqz
  call $core-as/batch/runs/closeRuns
  local.get $1
 )
 (func $core-as/batch/enumerate/enumeratePass<core-as/mmu/x86-32/X8632> (param $0 i32) (result i32)
  (local $1 i32)
  (local $2 i64)
  (local $3 i64)
  (local $4 i64)
  (local $5 i32)
  (local $6 i32)
  (local $7 i32)
  (local $8 i32)
  (local $9 i32)
  (local $10 i32)
  (local $11 i32)
  (local $12 i32)
  (local $13 i64)
  (local $14 i64)
  (local $15 i64)
  (local $16 i32)
  (local $17 i32)
  local.get $0
  i32.load offset=40
  local.set $6
  i32.const 13947168
  i32.load
  i32.eqz
  if
   local.get $6
   local.get $0
   i64.load
   i32.const 511
   call $core-as/batch/enumerate/enter
  end
  i32.const 13947192
  call $core-as/batch/runs/openRuns
  loop $while-continue|0
   i32.const 13947176
   i32.load
   i32.eqz
   if
    block $while-break|0
     local.get $7
     i32.const 1048576
     i32.gt_u
     global.get $core-as/batch/runs/count
     i32.const 16384
     i32.ge_u
     i32.or
     if
      i32.const 2
      local.set $1
      br $while-break|0
     end
     i32.const 13947168
     i32.load
     i32.const 7
     i32.and
     local.tee $5
     local.get $6
     local.get $5
     local.get $6
     i32.lt_u
     select
     local.tee $10
     i32.const 10
     i32.mul
     i32.const 2
     i32.add
     local.set $5
     local.get $10
     i32.const 3
     i32.shl
     i32.const 13947136
     i32.add
     i64.load offset=104
     local.get $6
     local.get $10
     i32.eq
     if (result i64)
      local.get $0
      i64.load32_u offset=48
     else
      i64.const 1023
     end
     local.tee $2
     i32.const 13947136
     i64.load
     local.tee $3
     local.get $5
     i64.extend_i32_u
     i64.shr_u
     i64.and
     local.tee $4
     i64.const 2
     i64.shl
     i64.add
     local.tee $13
     i32.const 0
     call $core-as/cache/page-cache/pageFor
     local.tee $8
     i32.eqz
     if
      i32.const 1
      local.set $1
      br $while-break|0
     end
     i64.const 1
     local.get $5
     i64.extend_i32_u
     i64.shl
     i64.const 1
     i64.sub
     local.set $14
     i64.const 4096
     local.get $13
     i64.const 4095
     i64.and
     i64.sub
     i64.const 2
     i64.shr_u
     local.tee $15
     local.get $2
     local.get $4
     i64.sub
     i64.const 1
     i64.add
     local.tee $2
     local.get $2
     local.get $15
     i64.gt_u
     select
     local.tee $2
     i32.const 13947144
     i64.load
     local.get $5
     i64.extend_i32_u
     i64.shr_u
     local.get $3
     local.get $5
     i64.extend_i32_u
     i64.shr_u
     i64.sub
     i64.const 1
     i64.add
     local.tee $4
     local.get $2
     local.get $4
     i64.lt_u
     select
     local.set $4
     local.get $3
     local.set $2
     local.get $8
     i32.const 1
     i32.eq
     if
      local.get $2
      local.get $2
      local.get $14
      i64.or
      local.get $4
      i64.const 1
      i64.sub
      local.get $5
      i64.extend_i32_u
      i64.shl
      i64.add
      local.tee $4
      i32.const 13947144
      i64.load
      local.tee $14
      local.get $4
      local.get $14
      i64.lt_u
      select
      local.tee $4
      local.get $2
      i64.sub
      i64.const 1
      i64.add
      i64.const 0
      local.get $13
      i64.const -4096
      i64.and
      local.get $10
      i32.const 8
      i32.shl
      i32.const 3
      i32.or
      i32.const 0
      call $core-as/batch/runs/addRun
      local.get $4
      i64.const 1
      i64.add
      local.set $2
      local.get $7
      i32.const 1
      i32.add
      local.set $7
     else
      local.get $8
      local.get $13
      i64.const 4095
      i64.and
      i32.wrap_i64
      i32.add
      local.tee $5
      local.get $4
      i32.wrap_i64
      i32.const 2
      i32.shl
      i32.add
      local.set $16
      local.get $10
      i32.const 2
      i32.shl
      i32.const 13947136
      i32.add
      i32.load offset=168
      local.set $8
      local.get $7
      local.get $4
      i32.wrap_i64
      i32.const 8
      i32.add
      i32.add
      local.set $7
      i32.const 0
      local.set $9
      loop $for-loop|1
       local.get $5
       local.get $16
       i32.lt_u
       if
        block $for-break1
         local.get $5
         i64.load32_u
         local.tee $4
         i64.const 1
         i64.and
         i64.eqz
         if (result i32)
          i32.const 0
         else
          i32.const 2
          i32.const 1
          local.get $10
          i32.const 1
          i32.eq
          local.get $4
          i64.const 128
          i64.and
          i64.const 0
          i64.ne
          i32.or
          select
         end
         local.tee $11
         if
          global.get $core-as/batch/runs/count
          i32.const 16384
          i32.ge_u
          br_if $for-break1
          local.get $2
          local.get $14
          i64.or
          local.tee $13
          i32.const 13947144
          i64.load
          local.tee $15
          local.get $13
          local.get $15
          i64.lt_u
          select
          local.set $13
          local.get $11
          i32.const 2
          i32.eq
          if
           local.get $2
           local.get $13
           local.get $14
           i64.const -1
           i64.xor
           local.get $4
           i64.const 4294963200
           i64.and
           local.get $4
           i64.const 4290772992
           i64.and
           local.get $4
           i64.const 2088960
           i64.and
           i64.const 19
           i64.shl
           i64.or
           local.get $10
           i32.const 1
           i32.eq
           select
           i64.and
           local.get $2
           local.get $14
           i64.and
           i64.or
           local.get $10
           i32.const 8
           i32.shl
           local.get $8
           local.get $4
           i32.wrap_i64
           i32.const 358
           i32.and
           i32.const 25
           i32.or
           i32.and
           local.tee $11
           i32.const -1
           i32.xor
           i32.const 4
           i32.and
           i32.const 2
           i32.shl
           i32.const -1
           i32.xor
           local.get $11
           i32.and
           i32.const 16
           i32.shl
           i32.or
           call $core-as/batch/enumerate/leaf
          else
           local.get $4
           i64.const 4294963200
           i64.and
           local.tee $15
           i32.const 0
           call $core-as/cache/page-cache/pageFor
           i32.eqz
           if
            i32.const 1024
            local.set $1
            local.get $5
            i32.const 4
            i32.add
            local.set $5
            loop $for-loop|0
             local.get $1
             i32.const 0
             i32.ne
             local.get $5
             local.get $16
             i32.lt_u
             i32.and
             if
              local.get $5
              i64.load32_u
              local.tee $4
              i64.const 1
              i64.and
              i64.eqz
              if (result i32)
               i32.const 0
              else
               i32.const 2
               i32.const 1
               local.get $10
               i32.const 1
               i32.eq
               local.get $4
               i64.const 128
               i64.and
               i64.const 0
               i64.ne
               i32.or
               select
              end
              i32.const 1
              i32.eq
              if
               local.get $4
               i64.const 4294963200
               i64.and
               i32.const 0
               call $core-as/cache/page-cache/pageFor
               drop
               local.get $1
               i32.const 1
               i32.sub
               local.set $1
              end
              local.get $5
              i32.const 4
              i32.add
              local.set $5
              br $for-loop|0
             end
            end
            i32.const 1
            local.set $1
            br $for-break1
           end
           local.get $8
           local.get $4
           i32.wrap_i64
           i32.const -7
           i32.or
           i32.and
           local.tee $11
           i32.const -1
           i32.xor
           i32.const 4
           i32.and
           i32.const 2
           i32.shl
           i32.const -1
           i32.xor
           local.get $11
           i32.and
           local.set $17
           i32.const 13947152
           i64.load
           i32.const 13947160
           i64.load
           i64.le_u
           local.tee $11
           local.get $13
           local.get $2
           local.get $14
           i64.or
           i64.eq
           local.get $2
           local.get $14
           i64.and
           i64.eqz
           local.tee $12
           local.get $12
           select
           local.tee $12
           i32.eqz
           i32.and
           local.get $11
           if (result i32)
            i32.const 0
           else
            local.get $12
            if (result i32)
             i32.const 13947172
             i32.load
            else
             i32.const 1
            end
           end
           if (result i64)
            local.get $2
           else
            local.get $15
            local.get $10
            i32.const 1
            i32.sub
            i32.const 13947184
            i32.load
            local.get $2
            call $core-as/batch/seen/listedAt
           end
           local.tee $4
           local.get $2
           i64.eq
           i32.or
           if
            local.get $12
            if (result i32)
             i32.const 13947172
             i32.load
            else
             i32.const 1
            end
            local.get $11
            i32.or
            i32.eqz
            if
             local.get $15
             local.get $10
             i32.const 1
             i32.sub
             local.get $2
             call $core-as/batch/enumerate/note
            end
            i32.const 13947136
            local.get $2
            i64.store
            local.get $10
            i32.const 1
            i32.sub
            local.get $15
            local.get $17
            call $core-as/batch/enumerate/enter
            i32.const 1
            local.set $9
            br $for-break1
           end
           local.get $11
           i32.eqz
           if
            local.get $2
            local.get $13
            local.get $2
            i64.sub
            i64.const 1
            i64.add
            local.get $15
            local.get $4
            local.get $10
            i32.const 8
            i32.shl
            i32.const 4
            i32.or
            local.get $17
            i32.const 16
            i32.shl
            i32.or
            i32.const 0
            call $core-as/batch/runs/addRun
           end
          end
         end
         local.get $2
         local.get $14
         i64.or
         i64.const 1
         i64.add
         local.set $2
         local.get $5
         i32.const 4
         i32.add
         local.set $5
         br $for-loop|1
        end
       end
      end
      local.get $9
      br_if $while-continue|0
     end
     local.get $2
     local.get $3
     i64.lt_u
     if (result i32)
      i32.const 1
     else
      local.get $2
      i32.const 13947144
      i64.load
      i64.gt_u
     end
     if
      i32.const 13947176
      i32.const 1
      i32.store
     end
     i32.const 13947136
     local.get $2
     i64.store
     local.get $2
     local.get $3
     i64.ne
     if
      local.get $6
      local.get $3
      call $core-as/batch/enumerate/climb<core-as/mmu/x86-32/X8632>
     end
     local.get $1
     i32.const 1
     i32.eq
     br_if $while-break|0
     br $while-continue|0
    end
   end
  end
  i32.const 13947192
  local.get $1
  i32.eqz
  call $core-as/batch/runs/closeRuns
  local.get $1
 )
 (func $core-as/batch/enumerate/enumeratePass<core-as/mmu/riscv/RiscvSv64> (param $0 i32) (result i32)
  (local $1 i64)
  (local $2 i64)
  (local $3 i64)
  (local $4 i32)
  (local $5 i32)
  (local $6 i32)
  (local $7 i32)
  (local $8 i32)
  (local $9 i32)
  (local $10 i32)
  (local $11 i32)
  (local $12 i32)
  (local $13 i32)
  (local $14 i64)
  (local $15 i64)
  (local $16 i64)
  (local $17 i32)
  (local $18 i32)
  (local $19 i32)
  i32.const 13947136
  i64.load
  local.get $0
  i64.load offset=24
  i64.gt_u
  local.tee $9
  if (result i32)
   local.get $0
   i32.load offset=44
  else
   local.get $0
   i32.load offset=40
  end
  local.set $6
  i32.const 13947168
  i32.load
  i32.eqz
  if
   local.get $6
   local.get $9
   if (result i64)
    local.get $0
    i64.load offset=8
   else
    local.get $0
    i64.load
   end
   i32.const 255
   call $core-as/batch/enumerate/enter
  end
  i32.const 13947192
  call $core-as/batch/runs/openRuns
  loop $while-continue|0
   i32.const 13947176
   i32.load
   i32.eqz
   if
    block $while-break|0
     local.get $8
     i32.const 1048576
     i32.gt_u
     global.get $core-as/batch/runs/count
     i32.const 16384
     i32.ge_u
     i32.or
     if
      i32.const 2
      local.set $7
      br $while-break|0
     end
     i32.const 13947168
     i32.load
     i32.const 7
     i32.and
     local.tee $4
     local.get $6
     local.get $4
     local.get $6
     i32.lt_u
     select
     local.tee $13
     i32.const 9
     i32.mul
     i32.const 3
     i32.add
     local.set $4
     local.get $13
     i32.const 3
     i32.shl
     i32.const 13947136
     i32.add
     i64.load offset=104
     local.get $6
     local.get $13
     i32.eq
     if (result i64)
      local.get $9
      if (result i32)
       local.get $0
       i32.load offset=52
      else
       local.get $0
       i32.load offset=48
      end
      i64.extend_i32_u
     else
      i64.const 511
     end
     local.tee $1
     i32.const 13947136
     i64.load
     local.tee $2
     local.get $4
     i64.extend_i32_u
     i64.shr_u
     i64.and
     local.tee $3
     i64.const 3
     i64.shl
     i64.add
     local.tee $14
     i32.const 0
     call $core-as/cache/page-cache/pageFor
     local.tee $5
     i32.eqz
     if
      i32.const 1
      local.set $7
      br $while-break|0
     end
     i64.const 1
     local.get $4
     i64.extend_i32_u
     i64.shl
     i64.const 1
     i64.sub
     local.set $15
     i64.const 4096
     local.get $14
     i64.const 4095
     i64.and
     i64.sub
     i64.const 3
     i64.shr_u
     local.tee $16
     local.get $1
     local.get $3
     i64.sub
     i64.const 1
     i64.add
     local.tee $1
     local.get $1
     local.get $16
     i64.gt_u
     select
     local.tee $1
     i32.const 13947144
     i64.load
     local.get $4
     i64.extend_i32_u
     i64.shr_u
     local.get $2
     local.get $4
     i64.extend_i32_u
     i64.shr_u
     i64.sub
     i64.const 1
     i64.add
     local.tee $3
     local.get $1
     local.get $3
     i64.lt_u
     select
     local.set $3
     local.get $2
     local.set $1
     local.get $5
     i32.const 1
     i32.eq
     if
      local.get $1
      local.get $1
      local.get $15
      i64.or
      local.get $3
      i64.const 1
      i64.sub
      local.get $4
      i64.extend_i32_u
      i64.shl
      i64.add
      local.tee $3
      i32.const 13947144
      i64.load
      local.tee $15
      local.get $3
      local.get $15
      i64.lt_u
      select
      local.tee $3
      local.get $1
      i64.sub
      i64.const 1
      i64.add
      i64.const 0
      local.get $14
      i64.const -4096
      i64.and
      local.get $13
      i32.const 8
      i32.shl
      i32.const 3
      i32.or
      i32.const 0
      call $core-as/batch/runs/addRun
      local.get $3
      i64.const 1
      i64.add
      local.set $1
      local.get $8
      i32.const 1
      i32.add
      local.set $8
     else
      local.get $5
      local.get $14
      i64.const 4095
      i64.and
      i32.wrap_i64
      i32.add
      local.tee $5
      local.get $3
      i32.wrap_i64
      i32.const 3
      i32.shl
      i32.add
      local.set $10
      local.get $13
      i32.const 2
      i32.shl
      i32.const 13947136
      i32.add
      i32.load offset=168
      local.set $11
      local.get $8
      local.get $3
      i32.wrap_i64
      i32.const 8
      i32.add
      i32.add
      local.set $8
      i32.const 0
      local.set $12
      loop $for-loop|1
       local.get $5
       local.get $10
       i32.lt_u
       if
        block $for-break1
         i32.const 0
         block $core-as/mmu/riscv/kindOf|inlined.8 (result i32)
          i32.const 0
          local.get $5
          i64.load
          local.tee $3
          i64.const 1
          i64.and
          i64.eqz
          local.get $3
          i64.const 6
          i64.and
          i64.const 4
          i64.eq
          i32.or
          br_if $core-as/mmu/riscv/kindOf|inlined.8
          drop
          i32.const 2
          local.get $3
          i64.const 14
          i64.and
          i64.const 0
          i64.ne
          br_if $core-as/mmu/riscv/kindOf|inlined.8
          drop
          local.get $13
          i32.const 1
          i32.ne
         end
         local.tee $17
         local.get $3
         i64.const 63
         i64.shr_u
         i32.wrap_i64
         local.tee $18
         select
         local.set $4
         block $core-as/mmu/riscv/RiscvSv64#kind|inlined.3
          local.get $17
          i32.const 2
          i32.ne
          br_if $core-as/mmu/riscv/RiscvSv64#kind|inlined.3
          i32.const 0
          i32.const 2
          local.get $3
          i64.const 10
          i64.shr_u
          i64.const 15
          i64.and
          i64.const 8
          i64.ne
          local.get $18
          i32.and
          select
          local.set $4
          local.get $13
          i32.const 1
          i32.eq
          br_if $core-as/mmu/riscv/RiscvSv64#kind|inlined.3
          i32.const 0
          i32.const 2
          local.get $18
          if (result i32)
           i32.const 1
          else
           local.get $3
           i64.const 1
           local.get $13
           i32.const 1
           i32.sub
           i64.extend_i32_u
           i64.const 9
           i64.mul
           i64.shl
           i64.const 1
           i64.sub
           i64.const 10
           i64.shl
           i64.and
           i64.const 0
           i64.ne
          end
          select
          local.set $4
         end
         local.get $4
         if
          global.get $core-as/batch/runs/count
          i32.const 16384
          i32.ge_u
          br_if $for-break1
          local.get $1
          local.get $15
          i64.or
          local.tee $14
          i32.const 13947144
          i64.load
          local.tee $16
          local.get $14
          local.get $16
          i64.lt_u
          select
          local.set $14
          local.get $4
          i32.const 2
          i32.eq
          if
           local.get $1
           local.get $14
           local.get $3
           i64.const 2
           i64.shl
           i64.const 72057594037923840
           i64.and
           local.get $15
           i64.const 4
           i64.shl
           i64.const 15
           i64.or
           local.get $15
           local.get $3
           i64.const 63
           i64.shr_u
           i32.wrap_i64
           local.get $13
           i32.const 1
           i32.eq
           i32.and
           local.tee $18
           select
           local.tee $14
           i64.const -1
           i64.xor
           i64.and
           local.get $1
           local.get $14
           i64.and
           i64.or
           local.get $13
           i32.const 8
           i32.shl
           local.get $3
           i32.wrap_i64
           local.tee $4
           i32.const 3
           i32.shr_u
           i32.const 1
           i32.and
           local.tee $17
           local.get $4
           i32.const 4
           i32.shr_u
           i32.const 1
           i32.and
           local.tee $19
           i32.eqz
           i32.and
           local.get $11
           i32.const 256
           i32.and
           local.get $4
           i32.const 32
           i32.and
           i32.const 3
           i32.shl
           i32.or
           local.get $4
           i32.const 2
           i32.and
           i32.const 2
           i32.shl
           i32.or
           local.get $4
           i32.const 4
           i32.and
           i32.const 1
           i32.shr_u
           i32.or
           local.get $19
           i32.const 2
           i32.shl
           i32.or
           local.get $17
           local.get $19
           i32.and
           i32.const 4
           i32.shl
           i32.or
           i32.or
           local.get $4
           i32.const 192
           i32.and
           i32.const 1
           i32.shr_u
           i32.or
           i32.const 512
           i32.const 0
           local.get $18
           select
           i32.or
           i32.const 16
           i32.shl
           i32.or
           call $core-as/batch/enumerate/leaf
          else
           local.get $3
           i64.const 2
           i64.shl
           i64.const 72057594037923840
           i64.and
           local.tee $16
           i32.const 0
           call $core-as/cache/page-cache/pageFor
           i32.eqz
           if
            local.get $5
            i32.const 8
            i32.add
            local.get $10
            local.get $13
            call $core-as/batch/enumerate/prefetch<core-as/mmu/riscv/RiscvSv64>
            i32.const 1
            local.set $7
            br $for-break1
           end
           local.get $11
           local.get $3
           i32.wrap_i64
           i32.const 32
           i32.and
           i32.const 3
           i32.shl
           i32.or
           local.set $4
           i32.const 13947152
           i64.load
           i32.const 13947160
           i64.load
           i64.le_u
           local.tee $17
           local.get $14
           local.get $1
           local.get $15
           i64.or
           i64.eq
           local.get $1
           local.get $15
           i64.and
           i64.eqz
           local.tee $18
           local.get $18
           select
           local.tee $18
           i32.eqz
           i32.and
           local.get $17
           if (result i32)
            i32.const 0
           else
            local.get $18
            if (result i32)
             i32.const 13947172
             i32.load
            else
             i32.const 1
            end
           end
           if (result i64)
            local.get $1
           else
            local.get $16
            local.get $13
            i32.const 1
            i32.sub
            i32.const 13947184
            i32.load
            local.get $1
            call $core-as/batch/seen/listedAt
           end
           local.tee $3
           local.get $1
           i64.eq
           i32.or
           if
            local.get $18
            if (result i32)
             i32.const 13947172
             i32.load
            else
             i32.const 1
            end
            local.get $17
            i32.or
            i32.eqz
            if
             local.get $16
             local.get $13
             i32.const 1
             i32.sub
             local.get $1
             call $core-as/batch/enumerate/note
            end
            i32.const 13947136
            local.get $1
            i64.store
            local.get $13
            i32.const 1
            i32.sub
            local.get $16
            local.get $4
            call $core-as/batch/enumerate/enter
            i32.const 1
            local.set $12
            br $for-break1
           end
           local.get $17
           i32.eqz
           if
            local.get $1
            local.get $14
            local.get $1
            i64.sub
            i64.const 1
            i64.add
            local.get $16
            local.get $3
            local.get $13
            i32.const 8
            i32.shl
            i32.const 4
            i32.or
            local.get $4
            i32.const 16
            i32.shl
            i32.or
            i32.const 0
            call $core-as/batch/runs/addRun
           end
          end
         end
         local.get $1
         local.get $15
         i64.or
         i64.const 1
         i64.add
         local.set $1
         local.get $5
         i32.const 8
         i32.add
         local.set $5
         br $for-loop|1
        end
       end
      end
      local.get $12
      br_if $while-continue|0
     end
     local.get $1
     local.get $2
     i64.lt_u
     if (result i32)
      i32.const 1
     else
      local.get $1
      i32.const 13947144
      i64.load
      i64.gt_u
     end
     if
      i32.const 13947176
      i32.const 1
      i32.store
     end
     i32.const 13947136
     local.get $1
     i64.store
     local.get $1
     local.get $2
     i64.ne
     if
      local.get $6
      local.get $2
      call $core-as/batch/enumerate/climb<core-as/mmu/x86-64/X8664>
     end
     local.get $7
     i32.const 1
     i32.eq
     br_if $while-break|0
     br $while-continue|0
    end
   end
  end
  i32.const 13947192
  local.get $7
  i32.eqz
  call $core-as/batch/runs/closeRuns
  local.get $7
 )
 (func $core-as/batch/enumerate/enumeratePass<core-as/mmu/riscv/RiscvSv32> (param $0 i32) (result i32)
  (local $1 i32)
  (local $2 i64)
  (local $3 i64)
  (local $4 i64)
  (local $5 i32)
  (local $6 i32)
  (local $7 i32)
  (local $8 i32)
  (local $9 i32)
  (local $10 i32)
  (local $11 i64)
  (local $12 i64)
  (local $13 i64)
  (local $14 i32)
  (local $15 i32)
  (local $16 i32)
  (local $17 i32)
  local.get $0
  i32.load offset=40
  local.set $6
  i32.const 13947168
  i32.load
  i32.eqz
  if
   local.get $6
   local.get $0
   i64.load
   i32.const 255
   call $core-as/batch/enumerate/enter
  end
  i32.const 13947192
  call $core-as/batch/runs/openRuns
  loop $while-continue|0
   i32.const 13947176
   i32.load
   i32.eqz
   if
    block $while-break|0
     local.get $7
     i32.const 1048576
     i32.gt_u
     global.get $core-as/batch/runs/count
     i32.const 16384
     i32.ge_u
     i32.or
     if
      i32.const 2
      local.set $5
      br $while-break|0
     end
     i32.const 13947168
     i32.load
     i32.const 7
     i32.and
     local.tee $1
     local.get $6
     local.get $1
     local.get $6
     i32.lt_u
     select
     local.tee $9
     i32.const 10
     i32.mul
     i32.const 2
     i32.add
     local.set $1
     local.get $9
     i32.const 3
     i32.shl
     i32.const 13947136
     i32.add
     i64.load offset=104
     local.get $6
     local.get $9
     i32.eq
     if (result i64)
      local.get $0
      i64.load32_u offset=48
     else
      i64.const 1023
     end
     local.tee $2
     i32.const 13947136
     i64.load
     local.tee $3
     local.get $1
     i64.extend_i32_u
     i64.shr_u
     i64.and
     local.tee $4
     i64.const 2
     i64.shl
     i64.add
     local.tee $11
     i32.const 0
     call $core-as/cache/page-cache/pageFor
     local.tee $8
     i32.eqz
     if
      i32.const 1
      local.set $5
      br $while-break|0
     end
     i64.const 1
     local.get $1
     i64.extend_i32_u
     i64.shl
     i64.const 1
     i64.sub
     local.set $12
     i64.const 4096
     local.get $11
     i64.const 4095
     i64.and
     i64.sub
     i64.const 2
     i64.shr_u
     local.tee $13
     local.get $2
     local.get $4
     i64.sub
     i64.const 1
     i64.add
     local.tee $2
     local.get $2
     local.get $13
     i64.gt_u
     select
     local.tee $2
     i32.const 13947144
     i64.load
     local.get $1
     i64.extend_i32_u
     i64.shr_u
     local.get $3
     local.get $1
     i64.extend_i32_u
     i64.shr_u
     i64.sub
     i64.const 1
     i64.add
     local.tee $4
     local.get $2
     local.get $4
     i64.lt_u
     select
     local.set $4
     local.get $3
     local.set $2
     local.get $8
     i32.const 1
     i32.eq
     if
      local.get $2
      local.get $2
      local.get $12
      i64.or
      local.get $4
      i64.const 1
      i64.sub
      local.get $1
      i64.extend_i32_u
      i64.shl
      i64.add
      local.tee $4
      i32.const 13947144
      i64.load
      local.tee $12
      local.get $4
      local.get $12
      i64.lt_u
      select
      local.tee $4
      local.get $2
      i64.sub
      i64.const 1
      i64.add
      i64.const 0
      local.get $11
      i64.const -4096
      i64.and
      local.get $9
      i32.const 8
      i32.shl
      i32.const 3
      i32.or
      i32.const 0
      call $core-as/batch/runs/addRun
      local.get $4
      i64.const 1
      i64.add
      local.set $2
      local.get $7
      i32.const 1
      i32.add
      local.set $7
     else
      local.get $8
      local.get $11
      i64.const 4095
      i64.and
      i32.wrap_i64
      i32.add
      local.tee $1
      local.get $4
      i32.wrap_i64
      i32.const 2
      i32.shl
      i32.add
      local.set $14
      local.get $9
      i32.const 2
      i32.shl
      i32.const 13947136
      i32.add
      i32.load offset=168
      local.set $15
      local.get $7
      local.get $4
      i32.wrap_i64
      i32.const 8
      i32.add
      i32.add
      local.set $7
      i32.const 0
      local.set $8
      loop $for-loop|1
       local.get $1
       local.get $14
       i32.lt_u
       if
        block $for-break1
         i32.const 0
         block $core-as/mmu/riscv/kindOf|inlined.6 (result i32)
          i32.const 0
          local.get $1
          i64.load32_u
          local.tee $4
          i64.const 1
          i64.and
          i64.eqz
          local.get $4
          i64.const 6
          i64.and
          i64.const 4
          i64.eq
          i32.or
          br_if $core-as/mmu/riscv/kindOf|inlined.6
          drop
          i32.const 2
          local.get $4
          i64.const 14
          i64.and
          i64.const 0
          i64.ne
          br_if $core-as/mmu/riscv/kindOf|inlined.6
          drop
          local.get $9
          i32.const 1
          i32.ne
         end
         local.tee $10
         local.get $9
         i32.const 2
         i32.eq
         local.get $10
         i32.const 2
         i32.eq
         i32.and
         local.get $4
         i64.const 1047552
         i64.and
         i64.const 0
         i64.ne
         i32.and
         select
         local.tee $10
         if
          global.get $core-as/batch/runs/count
          i32.const 16384
          i32.ge_u
          br_if $for-break1
          local.get $2
          local.get $12
          i64.or
          local.tee $11
          i32.const 13947144
          i64.load
          local.tee $13
          local.get $11
          local.get $13
          i64.lt_u
          select
          local.set $11
          local.get $10
          i32.const 2
          i32.eq
          if
           local.get $2
           local.get $11
           local.get $12
           i64.const -1
           i64.xor
           local.get $4
           i64.const 10
           i64.shr_u
           i64.const 12
           i64.shl
           i64.and
           local.get $2
           local.get $12
           i64.and
           i64.or
           local.get $9
           i32.const 8
           i32.shl
           local.get $4
           i32.wrap_i64
           local.tee $10
           i32.const 3
           i32.shr_u
           i32.const 1
           i32.and
           local.tee $16
           local.get $10
           i32.const 4
           i32.shr_u
           i32.const 1
           i32.and
           local.tee $17
           i32.eqz
           i32.and
           local.get $15
           i32.const 256
           i32.and
           local.get $10
           i32.const 32
           i32.and
           i32.const 3
           i32.shl
           i32.or
           local.get $10
           i32.const 2
           i32.and
           i32.const 2
           i32.shl
           i32.or
           local.get $10
           i32.const 4
           i32.and
           i32.const 1
           i32.shr_u
           i32.or
           local.get $17
           i32.const 2
           i32.shl
           i32.or
           local.get $16
           local.get $17
           i32.and
           i32.const 4
           i32.shl
           i32.or
           i32.or
           local.get $10
           i32.const 192
           i32.and
           i32.const 1
           i32.shr_u
           i32.or
           i32.const 16
           i32.shl
           i32.or
           call $core-as/batch/enumerate/leaf
          else
           local.get $4
           i64.const 10
           i64.shr_u
           i64.const 12
           i64.shl
           local.tee $13
           i32.const 0
           call $core-as/cache/page-cache/pageFor
           i32.eqz
           if
            local.get $1
            i32.const 4
            i32.add
            local.set $5
            i32.const 1024
            local.set $1
            loop $for-loop|0
             local.get $1
             i32.const 0
             i32.ne
             local.get $5
             local.get $14
             i32.lt_u
             i32.and
             if
              i32.const 0
              block $core-as/mmu/riscv/kindOf|inlined.7 (result i32)
               i32.const 0
               local.get $5
               i64.load32_u
               local.tee $4
               i64.const 1
               i64.and
               i64.eqz
               local.get $4
               i64.const 6
               i64.and
               i64.const 4
               i64.eq
               i32.or
               br_if $core-as/mmu/riscv/kindOf|inlined.7
               drop
               i32.const 2
               local.get $4
               i64.const 14
               i64.and
               i64.const 0
               i64.ne
               br_if $core-as/mmu/riscv/kindOf|inlined.7
               drop
               local.get $9
               i32.const 1
               i32.ne
              end
              local.tee $10
              local.get $9
              i32.const 2
              i32.eq
              local.get $10
              i32.const 2
              i32.eq
              i32.and
              local.get $4
              i64.const 1047552
              i64.and
              i64.const 0
              i64.ne
              i32.and
              select
              i32.const 1
              i32.eq
              if
               local.get $4
               i64.const 10
               i64.shr_u
               i64.const 12
               i64.shl
               i32.const 0
               call $core-as/cache/page-cache/pageFor
               drop
               local.get $1
               i32.const 1
               i32.sub
               local.set $1
              end
              local.get $5
              i32.const 4
              i32.add
              local.set $5
              br $for-loop|0
             end
            end
            i32.const 1
            local.set $5
            br $for-break1
           end
           local.get $15
           local.get $4
           i32.wrap_i64
           i32.const 32
           i32.and
           i32.const 3
           i32.shl
           i32.or
           local.set $16
           i32.const 13947152
           i64.load
           i32.const 13947160
           i64.load
           i64.le_u
           local.tee $17
           local.get $11
           local.get $2
           local.get $12
           i64.or
           i64.eq
           local.get $2
           local.get $12
           i64.and
           i64.eqz
           local.tee $10
           local.get $10
           select
           local.tee $10
           i32.eqz
           i32.and
           local.get $17
           if (result i32)
            i32.const 0
           else
            local.get $10
            if (result i32)
             i32.const 13947172
             i32.load
            else
             i32.const 1
            end
           end
           if (result i64)
            local.get $2
           else
            local.get $13
            local.get $9
            i32.const 1
            i32.sub
            i32.const 13947184
            i32.load
            local.get $2
            call $core-as/batch/seen/listedAt
           end
           local.tee $4
           local.get $2
           i64.eq
           i32.or
           if
            local.get $10
            if (result i32)
             i32.const 13947172
             i32.load
            else
             i32.const 1
            end
            local.get $17
            i32.or
            i32.eqz
            if
             local.get $13
             local.get $9
             i32.const 1
             i32.sub
             local.get $2
             call $core-as/batch/enumerate/note
            end
            i32.const 13947136
            local.get $2
            i64.store
            local.get $9
            i32.const 1
            i32.sub
            local.get $13
            local.get $16
            call $core-as/batch/enumerate/enter
            i32.const 1
            local.set $8
            br $for-break1
           end
           local.get $17
           i32.eqz
           if
            local.get $2
            local.get $11
            local.get $2
            i64.sub
            i64.const 1
            i64.add
            local.get $13
            local.get $4
            local.get $9
            i32.const 8
            i32.shl
            i32.const 4
            i32.or
            local.get $16
            i32.const 16
            i32.shl
            i32.or
            i32.const 0
            call $core-as/batch/runs/addRun
           end
          end
         end
         local.get $2
         local.get $12
         i64.or
         i64.const 1
         i64.add
         local.set $2
         local.get $1
         i32.const 4
         i32.add
         local.set $1
         br $for-loop|1
        end
       end
      end
      local.get $8
      br_if $while-continue|0
     end
     local.get $2
     local.get $3
     i64.lt_u
     if (result i32)
      i32.const 1
     else
      local.get $2
      i32.const 13947144
      i64.load
      i64.gt_u
     end
     if
      i32.const 13947176
      i32.const 1
      i32.store
     end
     i32.const 13947136
     local.get $2
     i64.store
     local.get $2
     local.get $3
     i64.ne
     if
      local.get $6
      local.get $3
      call $core-as/batch/enumerate/climb<core-as/mmu/x86-32/X8632>
     end
     local.get $5
     i32.const 1
     i32.eq
     br_if $while-break|0
     br $while-continue|0
    end
   end
  end
  i32.const 13947192
  local.get $5
  i32.eqz
  call $core-as/batch/runs/closeRuns
  local.get $5
 )
 (func $core-as/batch/enumerate/enumeratePass<core-as/mmu/arm-short/ArmShort> (param $0 i32) (result i32)
  (local $1 i32)
  (local $2 i64)
  (local $3 i64)
  (local $4 i64)
  (local $5 i32)
  (local $6 i32)
  (local $7 i32)
  (local $8 i32)
  (local $9 i32)
  (local $10 i64)
  (local $11 i32)
  (local $12 i64)
  (local $13 i64)
  (local $14 i32)
  (local $15 i32)
  (local $16 i32)
  (local $17 i32)
  (local $18 i32)
  (local $19 i64)
  (local $20 i64)
  (local $21 i32)
  local.get $0
  i32.load offset=40
  local.set $6
  i32.const 13947168
  i32.load
  i32.eqz
  if
   local.get $6
   local.get $0
   i64.load
   i32.const 511
   call $core-as/batch/enumerate/enter
  end
  i32.const 13947192
  call $core-as/batch/runs/openRuns
  loop $while-continue|0
   i32.const 13947176
   i32.load
   i32.eqz
   if
    block $while-break|0
     local.get $7
     i32.const 1048576
     i32.gt_u
     global.get $core-as/batch/runs/count
     i32.const 16384
     i32.ge_u
     i32.or
     if
      i32.const 2
      local.set $1
      br $while-break|0
     end
     i32.const 13947168
     i32.load
     i32.const 7
     i32.and
     local.tee $5
     local.get $6
     local.get $5
     local.get $6
     i32.lt_u
     select
     local.tee $9
     i32.const 3
     i32.shl
     local.tee $5
     i32.const 4
     i32.add
     local.set $8
     local.get $5
     i32.const 13947136
     i32.add
     i64.load offset=104
     local.get $6
     local.get $9
     i32.eq
     if (result i64)
      local.get $0
      i64.load32_u offset=48
     else
      i64.const 255
      i64.const 4095
      local.get $9
      i32.const 1
      i32.eq
      select
     end
     local.tee $2
     i32.const 13947136
     i64.load
     local.tee $3
     local.get $8
     i64.extend_i32_u
     i64.shr_u
     i64.and
     local.tee $4
     i64.const 2
     i64.shl
     i64.add
     local.tee $10
     i32.const 0
     call $core-as/cache/page-cache/pageFor
     local.tee $5
     i32.eqz
     if
      i32.const 1
      local.set $1
      br $while-break|0
     end
     i64.const 1
     local.get $8
     i64.extend_i32_u
     i64.shl
     i64.const 1
     i64.sub
     local.set $12
     i64.const 4096
     local.get $10
     i64.const 4095
     i64.and
     i64.sub
     i64.const 2
     i64.shr_u
     local.tee $13
     local.get $2
     local.get $4
     i64.sub
     i64.const 1
     i64.add
     local.tee $2
     local.get $2
     local.get $13
     i64.gt_u
     select
     local.tee $2
     i32.const 13947144
     i64.load
     local.get $8
     i64.extend_i32_u
     i64.shr_u
     local.get $3
     local.get $8
     i64.extend_i32_u
     i64.shr_u
     i64.sub
     i64.const 1
     i64.add
     local.tee $4
     local.get $2
     local.get $4
     i64.lt_u
     select
     local.set $4
     local.get $3
     local.set $2
     local.get $5
     i32.const 1
     i32.eq
     if
      local.get $2
      local.get $2
      local.get $12
      i64.or
      local.get $4
      i64.const 1
      i64.sub
      local.get $8
      i64.extend_i32_u
      i64.shl
      i64.add
      local.tee $4
      i32.const 13947144
      i64.load
      local.tee $12
      local.get $4
      local.get $12
      i64.lt_u
      select
      local.tee $4
      local.get $2
      i64.sub
      i64.const 1
      i64.add
      i64.const 0
      local.get $10
      i64.const -4096
      i64.and
      local.get $9
      i32.const 8
      i32.shl
      i32.const 3
      i32.or
      i32.const 0
      call $core-as/batch/runs/addRun
      local.get $4
      i64.const 1
      i64.add
      local.set $2
      local.get $7
      i32.const 1
      i32.add
      local.set $7
     else
      local.get $5
      local.get $10
      i64.const 4095
      i64.and
      i32.wrap_i64
      i32.add
      local.tee $5
      local.get $4
      i32.wrap_i64
      i32.const 2
      i32.shl
      i32.add
      local.set $14
      local.get $9
      i32.const 2
      i32.shl
      i32.const 13947136
      i32.add
      i32.load offset=168
      local.set $15
      local.get $7
      local.get $4
      i32.wrap_i64
      i32.const 8
      i32.add
      i32.add
      local.set $7
      i32.const 0
      local.set $8
      loop $for-loop|1
       local.get $5
       local.get $14
       i32.lt_u
       if
        block $for-break1
         local.get $5
         i64.load32_u
         local.tee $13
         i32.wrap_i64
         i32.const 3
         i32.and
         local.tee $11
         if (result i32)
          i32.const 1
          i32.const 2
          local.get $11
          i32.const 1
          i32.eq
          local.get $9
          i32.const 2
          i32.eq
          i32.and
          select
         else
          i32.const 0
         end
         local.tee $11
         if
          global.get $core-as/batch/runs/count
          i32.const 16384
          i32.ge_u
          br_if $for-break1
          local.get $2
          local.get $12
          i64.or
          local.tee $4
          i32.const 13947144
          i64.load
          local.tee $10
          local.get $4
          local.get $10
          i64.lt_u
          select
          local.set $10
          local.get $11
          i32.const 2
          i32.eq
          if
           local.get $9
           i32.const 2
           i32.eq
           local.set $16
           local.get $12
           i64.const 4
           i64.shl
           i64.const 15
           i64.or
           local.get $12
           local.get $13
           i64.const 3
           i64.and
           i64.const 1
           i64.eq
           local.tee $11
           local.get $13
           i64.const 262144
           i64.and
           local.tee $4
           i64.const 0
           i64.ne
           local.get $9
           i32.const 1
           i32.eq
           local.tee $17
           select
           local.tee $18
           select
           local.tee $19
           i64.const -1
           i64.xor
           local.set $20
           local.get $2
           local.get $10
           block $core-as/mmu/arm-short/ArmShort#frame|inlined.3 (result i64)
            local.get $13
            i64.const 4294901760
            i64.const 4294963200
            local.get $11
            select
            i64.and
            local.get $17
            br_if $core-as/mmu/arm-short/ArmShort#frame|inlined.3
            drop
            local.get $13
            i64.const 4293918720
            i64.and
            local.get $4
            i64.eqz
            br_if $core-as/mmu/arm-short/ArmShort#frame|inlined.3
            drop
            local.get $13
            i64.const 4278190080
            i64.and
            local.get $13
            i64.const 15728640
            i64.and
            i64.const 12
            i64.shl
            i64.or
            local.get $13
            i64.const 480
            i64.and
            i64.const 31
            i64.shl
            i64.or
           end
           local.get $20
           i64.and
           local.get $2
           local.get $19
           i64.and
           i64.or
           local.get $15
           local.get $13
           i32.const 4
           i32.const 15
           i32.const 0
           local.get $18
           select
           local.get $16
           select
           i64.extend_i32_u
           i64.shr_u
           i32.wrap_i64
           i32.const 1
           i32.and
           local.tee $17
           local.get $13
           i32.wrap_i64
           i32.const 1
           i32.and
           local.get $16
           i32.and
           i32.or
           i32.eqz
           i32.const 8
           i32.const 0
           local.get $13
           i32.wrap_i64
           i32.const 10
           i32.const 4
           local.get $16
           select
           i32.shr_u
           i32.const 3
           i32.and
           local.tee $21
           i32.const 0
           i32.ne
           local.tee $11
           select
           i32.const 2
           i32.const 0
           local.get $13
           i64.const 15
           i64.const 9
           local.get $16
           select
           i64.shr_u
           i32.wrap_i64
           i32.const 1
           i32.and
           i32.eqz
           local.get $11
           i32.and
           select
           i32.or
           local.get $21
           i32.const 1
           i32.shr_u
           i32.const 2
           i32.shl
           i32.or
           local.get $17
           i32.eqz
           i32.const 4
           i32.shl
           i32.or
           i32.or
           local.get $13
           i64.const 17
           i64.const 11
           local.get $16
           select
           i64.shr_u
           i32.wrap_i64
           i32.const 1
           i32.and
           i32.eqz
           i32.const 8
           i32.shl
           i32.or
           i32.and
           i32.const 512
           i32.const 0
           local.get $18
           select
           i32.or
           local.tee $11
           local.get $11
           i32.const -1
           i32.xor
           i32.const 4
           i32.and
           i32.const 2
           i32.shl
           i32.const -1
           i32.xor
           i32.and
           i32.const 16
           i32.shl
           local.get $9
           i32.const 8
           i32.shl
           i32.or
           call $core-as/batch/enumerate/leaf
          else
           local.get $13
           i64.const 4294966272
           i64.and
           local.tee $19
           i32.const 0
           call $core-as/cache/page-cache/pageFor
           i32.eqz
           if
            i32.const 1024
            local.set $1
            local.get $5
            i32.const 4
            i32.add
            local.set $5
            loop $for-loop|0
             local.get $1
             i32.const 0
             i32.ne
             local.get $5
             local.get $14
             i32.lt_u
             i32.and
             if
              local.get $5
              i64.load32_u
              local.tee $4
              i32.wrap_i64
              i32.const 3
              i32.and
              local.tee $11
              if (result i32)
               i32.const 1
               i32.const 2
               local.get $11
               i32.const 1
               i32.eq
               local.get $9
               i32.const 2
               i32.eq
               i32.and
               select
              else
               i32.const 0
              end
              i32.const 1
              i32.eq
              if
               local.get $4
               i64.const 4294966272
               i64.and
               i32.const 0
               call $core-as/cache/page-cache/pageFor
               drop
               local.get $1
               i32.const 1
               i32.sub
               local.set $1
              end
              local.get $5
              i32.const 4
              i32.add
              local.set $5
              br $for-loop|0
             end
            end
            i32.const 1
            local.set $1
            br $for-break1
           end
           local.get $15
           local.get $13
           i64.const 2
           i64.shr_u
           i32.wrap_i64
           i32.const 1
           i32.and
           i32.const -1
           i32.xor
           i32.and
           local.set $11
           i32.const 13947152
           i64.load
           i32.const 13947160
           i64.load
           i64.le_u
           local.tee $16
           local.get $10
           local.get $2
           local.get $12
           i64.or
           i64.eq
           local.get $2
           local.get $12
           i64.and
           i64.eqz
           local.tee $17
           local.get $17
           select
           local.tee $17
           i32.eqz
           i32.and
           local.get $16
           if (result i32)
            i32.const 0
           else
            local.get $17
            if (result i32)
             i32.const 13947172
             i32.load
            else
             i32.const 1
            end
           end
           if (result i64)
            local.get $2
           else
            local.get $19
            local.get $9
            i32.const 1
            i32.sub
            i32.const 13947184
            i32.load
            local.get $2
            call $core-as/batch/seen/listedAt
           end
           local.tee $4
           local.get $2
           i64.eq
           i32.or
           if
            local.get $17
            if (result i32)
             i32.const 13947172
             i32.load
            else
             i32.const 1
            end
            local.get $16
            i32.or
            i32.eqz
            if
             local.get $19
             local.get $9
             i32.const 1
             i32.sub
             local.get $2
             call $core-as/batch/enumerate/note
            end
            i32.const 13947136
            local.get $2
            i64.store
            local.get $9
            i32.const 1
            i32.sub
            local.get $19
            local.get $11
            call $core-as/batch/enumerate/enter
            i32.const 1
            local.set $8
            br $for-break1
           end
           local.get $16
           i32.eqz
           if
            local.get $2
            local.get $10
            local.get $2
            i64.sub
            i64.const 1
            i64.add
            local.get $19
            local.get $4
            local.get $9
            i32.const 8
            i32.shl
            i32.const 4
            i32.or
            local.get $11
            i32.const 16
            i32.shl
            i32.or
            i32.const 0
            call $core-as/batch/runs/addRun
           end
          end
         end
         local.get $2
         local.get $12
         i64.or
         i64.const 1
         i64.add
         local.set $2
         local.get $5
         i32.const 4
         i32.add
         local.set $5
         br $for-loop|1
        end
       end
      end
      local.get $8
      br_if $while-continue|0
     end
     local.get $2
     local.get $3
     i64.lt_u
     if (result i32)
      i32.const 1
     else
      local.get $2
      i32.const 13947144
      i64.load
      i64.gt_u
     end
     if
      i32.const 13947176
      i32.const 1
      i32.store
     end
     i32.const 13947136
     local.get $2
     i64.store
     local.get $2
     local.get $3
     i64.ne
     if
      i32.const 13947152
      i64.load
      i32.const 13947160
      i64.load
      i64.le_u
      local.set $8
      i32.const 13947168
      i32.load
      i32.const 7
      i32.and
      local.set $5
      loop $while-continue|00
       local.get $5
       local.get $6
       i32.lt_u
       if (result i32)
        i32.const 13947176
        i32.load
        if (result i32)
         i32.const 1
        else
         local.get $3
         local.get $5
         i32.const 3
         i32.shl
         i32.const 12
         i32.add
         i64.extend_i32_u
         local.tee $2
         i64.shr_u
         i32.const 13947136
         i64.load
         local.get $2
         i64.shr_u
         i64.ne
        end
       else
        i32.const 0
       end
       if
        local.get $5
        i32.const 2
        i32.shl
        i32.const 13947136
        i32.add
        i32.load offset=200
        local.set $9
        local.get $8
        if (result i32)
         local.get $9
         i32.const 13947188
         i32.load
         i32.eq
        else
         i32.const 0
        end
        if
         local.get $5
         i32.const 3
         i32.shl
         i32.const 13947136
         i32.add
         i64.load offset=104
         local.get $5
         i64.const 0
         call $core-as/batch/enumerate/note
        end
        local.get $5
        i32.const 1
        i32.add
        local.set $5
        br $while-continue|00
       end
      end
      i32.const 13947168
      local.get $5
      i32.store
     end
     local.get $1
     i32.const 1
     i32.eq
     br_if $while-break|0
     br $while-continue|0
    end
   end
  end
  i32.const 13947192
  local.get $1
  i32.eqz
  call $core-as/batch/runs/closeRuns
  local.get $1
 )
 (func $core-as/batch/enumerate/enumeratePass<core-as/mmu/arm-lpae/ArmLpae> (param $0 i32) (result i32)
  (local $1 i32)
  (local $2 i64)
  (local $3 i64)
  (local $4 i64)
  (local $5 i32)
  (local $6 i32)
  (local $7 i32)
  (local $8 i32)
  (local $9 i32)
  (local $10 i32)
  (local $11 i32)
  (local $12 i32)
  (local $13 i64)
  (local $14 i64)
  (local $15 i64)
  (local $16 i32)
  (local $17 i32)
  local.get $0
  i32.load offset=40
  local.set $6
  i32.const 13947168
  i32.load
  i32.eqz
  if
   local.get $6
   local.get $0
   i64.load
   i32.const 511
   call $core-as/batch/enumerate/enter
  end
  i32.const 13947192
  call $core-as/batch/runs/openRuns
  loop $while-continue|0
   i32.const 13947176
   i32.load
   i32.eqz
   if
    block $while-break|0
     local.get $7
     i32.const 1048576
     i32.gt_u
     global.get $core-as/batch/runs/count
     i32.const 16384
     i32.ge_u
     i32.or
     if
      i32.const 2
      local.set $1
      br $while-break|0
     end
     i32.const 13947168
     i32.load
     i32.const 7
     i32.and
     local.tee $5
     local.get $6
     local.get $5
     local.get $6
     i32.lt_u
     select
     local.tee $10
     i32.const 9
     i32.mul
     i32.const 3
     i32.add
     local.set $5
     local.get $10
     i32.const 3
     i32.shl
     i32.const 13947136
     i32.add
     i64.load offset=104
     local.get $6
     local.get $10
     i32.eq
     if (result i64)
      local.get $0
      i64.load32_u offset=48
     else
      i64.const 511
     end
     local.tee $2
     i32.const 13947136
     i64.load
     local.tee $3
     local.get $5
     i64.extend_i32_u
     i64.shr_u
     i64.and
     local.tee $4
     i64.const 3
     i64.shl
     i64.add
     local.tee $13
     i32.const 0
     call $core-as/cache/page-cache/pageFor
     local.tee $8
     i32.eqz
     if
      i32.const 1
      local.set $1
      br $while-break|0
     end
     i64.const 1
     local.get $5
     i64.extend_i32_u
     i64.shl
     i64.const 1
     i64.sub
     local.set $14
     i64.const 4096
     local.get $13
     i64.const 4095
     i64.and
     i64.sub
     i64.const 3
     i64.shr_u
     local.tee $15
     local.get $2
     local.get $4
     i64.sub
     i64.const 1
     i64.add
     local.tee $2
     local.get $2
     local.get $15
     i64.gt_u
     select
     local.tee $2
     i32.const 13947144
     i64.load
     local.get $5
     i64.extend_i32_u
     i64.shr_u
     local.get $3
     local.get $5
     i64.extend_i32_u
     i64.shr_u
     i64.sub
     i64.const 1
     i64.add
     local.tee $4
     local.get $2
     local.get $4
     i64.lt_u
     select
     local.set $4
     local.get $3
     local.set $2
     local.get $8
     i32.const 1
     i32.eq
     if
      local.get $2
      local.get $2
      local.get $14
      i64.or
      local.get $4
      i64.const 1
      i64.sub
      local.get $5
      i64.extend_i32_u
      i64.shl
      i64.add
      local.tee $4
      i32.const 13947144
      i64.load
      local.tee $14
      local.get $4
      local.get $14
      i64.lt_u
      select
      local.tee $4
      local.get $2
      i64.sub
      i64.const 1
      i64.add
      i64.const 0
      local.get $13
      i64.const -4096
      i64.and
      local.get $10
      i32.const 8
      i32.shl
      i32.const 3
      i32.or
      i32.const 0
      call $core-as/batch/runs/addRun
      local.get $4
      i64.const 1
      i64.add
      local.set $2
      local.get $7
      i32.const 1
      i32.add
      local.set $7
     else
      local.get $8
      local.get $13
      i64.const 4095
      i64.and
      i32.wrap_i64
      i32.add
      local.tee $5
      local.get $4
      i32.wrap_i64
      i32.const 3
      i32.shl
      i32.add
      local.set $16
      local.get $10
      i32.const 2
      i32.shl
      i32.const 13947136
      i32.add
      i32.load offset=168
      local.set $8
      local.get $7
      local.get $4
      i32.wrap_i64
      i32.const 8
      i32.add
      i32.add
      local.set $7
      i32.const 0
      local.set $9
      loop $for-loop|1
       local.get $5
       local.get $16
       i32.lt_u
       if
        block $for-break1
         block $core-as/mmu/aarch64/kindOf|inlined.8 (result i32)
          i32.const 0
          local.get $5
          i64.load
          local.tee $4
          i64.const 1
          i64.and
          i64.eqz
          br_if $core-as/mmu/aarch64/kindOf|inlined.8
          drop
          i32.const 2
          i32.const 1
          local.get $10
          i32.const 1
          i32.eq
          select
          local.get $4
          i64.const 2
          i64.and
          i64.const 0
          i64.ne
          br_if $core-as/mmu/aarch64/kindOf|inlined.8
          drop
          i32.const 2
          i32.const 0
          local.get $10
          i32.const 3
          i32.le_u
          local.get $10
          i32.const 1
          i32.gt_u
          i32.and
          select
         end
         local.tee $11
         if
          global.get $core-as/batch/runs/count
          i32.const 16384
          i32.ge_u
          br_if $for-break1
          local.get $2
          local.get $14
          i64.or
          local.tee $13
          i32.const 13947144
          i64.load
          local.tee $15
          local.get $13
          local.get $15
          i64.lt_u
          select
          local.set $13
          local.get $11
          i32.const 2
          i32.eq
          if
           local.get $2
           local.get $13
           local.get $4
           i64.const 1099511623680
           i64.and
           local.get $14
           i64.const -1
           i64.xor
           i64.and
           local.get $2
           local.get $14
           i64.and
           i64.or
           local.get $10
           i32.const 8
           i32.shl
           local.get $8
           local.get $4
           i64.const 54
           i64.shr_u
           i32.wrap_i64
           i32.const 1
           i32.and
           i32.eqz
           local.tee $11
           local.get $4
           i64.const 53
           i64.shr_u
           i32.wrap_i64
           i32.const 1
           i32.and
           i32.eqz
           i32.and
           i32.const 8
           i32.or
           local.get $4
           i64.const 7
           i64.shr_u
           i32.wrap_i64
           i32.const 1
           i32.and
           i32.eqz
           i32.const 1
           i32.shl
           i32.or
           local.get $4
           i64.const 6
           i64.shr_u
           i32.wrap_i64
           i32.const 1
           i32.and
           i32.const 2
           i32.shl
           i32.or
           local.get $11
           i32.const 4
           i32.shl
           i32.or
           local.get $4
           i64.const 10
           i64.shr_u
           i32.wrap_i64
           i32.const 1
           i32.and
           i32.const 5
           i32.shl
           i32.or
           local.get $4
           i64.const 52
           i64.shr_u
           i32.wrap_i64
           i32.const 1
           i32.and
           i32.const 7
           i32.shl
           i32.or
           local.get $4
           i64.const 11
           i64.shr_u
           i32.wrap_i64
           i32.const 1
           i32.and
           i32.eqz
           i32.const 8
           i32.shl
           i32.or
           i32.and
           local.tee $11
           i32.const -1
           i32.xor
           i32.const 4
           i32.and
           i32.const 2
           i32.shl
           i32.const -1
           i32.xor
           local.get $11
           i32.and
           i32.const 16
           i32.shl
           i32.or
           call $core-as/batch/enumerate/leaf
          else
           local.get $4
           i64.const 1099511623680
           i64.and
           local.tee $15
           i32.const 0
           call $core-as/cache/page-cache/pageFor
           i32.eqz
           if
            i32.const 1024
            local.set $1
            local.get $5
            i32.const 8
            i32.add
            local.set $5
            loop $for-loop|0
             local.get $1
             i32.const 0
             i32.ne
             local.get $5
             local.get $16
             i32.lt_u
             i32.and
             if
              block $core-as/mmu/aarch64/kindOf|inlined.9 (result i32)
               i32.const 0
               local.get $5
               i64.load
               local.tee $4
               i64.const 1
               i64.and
               i64.eqz
               br_if $core-as/mmu/aarch64/kindOf|inlined.9
               drop
               i32.const 2
               i32.const 1
               local.get $10
               i32.const 1
               i32.eq
               select
               local.get $4
               i64.const 2
               i64.and
               i64.const 0
               i64.ne
               br_if $core-as/mmu/aarch64/kindOf|inlined.9
               drop
               i32.const 2
               i32.const 0
               local.get $10
               i32.const 3
               i32.le_u
               local.get $10
               i32.const 1
               i32.gt_u
               i32.and
               select
              end
              i32.const 1
              i32.eq
              if
               local.get $4
               i64.const 1099511623680
               i64.and
               i32.const 0
               call $core-as/cache/page-cache/pageFor
               drop
               local.get $1
               i32.const 1
               i32.sub
               local.set $1
              end
              local.get $5
              i32.const 8
              i32.add
              local.set $5
              br $for-loop|0
             end
            end
            i32.const 1
            local.set $1
            br $for-break1
           end
           local.get $8
           local.get $4
           i64.const 60
           i64.shr_u
           i32.wrap_i64
           i32.const 1
           i32.and
           local.tee $11
           local.get $4
           i64.const 59
           i64.shr_u
           i32.wrap_i64
           i32.const 1
           i32.and
           i32.or
           local.get $4
           i64.const 61
           i64.shr_u
           i32.wrap_i64
           i32.const 1
           i32.and
           local.tee $12
           local.get $11
           i32.or
           i32.const 4
           i32.shl
           i32.or
           local.get $12
           i32.const 2
           i32.shl
           i32.or
           local.get $4
           i64.const 62
           i64.shr_u
           i32.wrap_i64
           i32.const 1
           i32.and
           i32.const 1
           i32.shl
           i32.or
           i32.const -1
           i32.xor
           i32.and
           local.set $17
           i32.const 13947152
           i64.load
           i32.const 13947160
           i64.load
           i64.le_u
           local.tee $11
           local.get $13
           local.get $2
           local.get $14
           i64.or
           i64.eq
           local.get $2
           local.get $14
           i64.and
           i64.eqz
           local.tee $12
           local.get $12
           select
           local.tee $12
           i32.eqz
           i32.and
           local.get $11
           if (result i32)
            i32.const 0
           else
            local.get $12
            if (result i32)
             i32.const 13947172
             i32.load
            else
             i32.const 1
            end
           end
           if (result i64)
            local.get $2
           else
            local.get $15
            local.get $10
            i32.const 1
            i32.sub
            i32.const 13947184
            i32.load
            local.get $2
            call $core-as/batch/seen/listedAt
           end
           local.tee $4
           local.get $2
           i64.eq
           i32.or
           if
            local.get $12
            if (result i32)
             i32.const 13947172
             i32.load
            else
             i32.const 1
            end
            local.get $11
            i32.or
            i32.eqz
            if
             local.get $15
             local.get $10
             i32.const 1
             i32.sub
             local.get $2
             call $core-as/batch/enumerate/note
            end
            i32.const 13947136
            local.get $2
            i64.store
            local.get $10
            i32.const 1
            i32.sub
            local.get $15
            local.get $17
            call $core-as/batch/enumerate/enter
            i32.const 1
            local.set $9
            br $for-break1
           end
           local.get $11
           i32.eqz
           if
            local.get $2
            local.get $13
            local.get $2
            i64.sub
            i64.const 1
            i64.add
            local.get $15
            local.get $4
            local.get $10
            i32.const 8
            i32.shl
            i32.const 4
            i32.or
            local.get $17
            i32.const 16
            i32.shl
            i32.or
            i32.const 0
            call $core-as/batch/runs/addRun
           end
          end
         end
         local.get $2
         local.get $14
         i64.or
         i64.const 1
         i64.add
         local.set $2
         local.get $5
         i32.const 8
         i32.add
         local.set $5
         br $for-loop|1
        end
       end
      end
      local.get $9
      br_if $while-continue|0
     end
     local.get $2
     local.get $3
     i64.lt_u
     if (result i32)
      i32.const 1
     else
      local.get $2
      i32.const 13947144
      i64.load
      i64.gt_u
     end
     if
      i32.const 13947176
      i32.const 1
      i32.store
     end
     i32.const 13947136
     local.get $2
     i64.store
     local.get $2
     local.get $3
     i64.ne
     if
      local.get $6
      local.get $3
      call $core-as/batch/enumerate/climb<core-as/mmu/x86-64/X8664>
     end
     local.get $1
     i32.const 1
     i32.eq
     br_if $while-break|0
     br $while-continue|0
    end
   end
  end
  i32.const 13947192
  local.get $1
  i32.eqz
  call $core-as/batch/runs/closeRuns
  local.get $1
 )
 (func $core-as/batch/enumerate/enumeratePass<core-as/mmu/aarch64/Aarch64> (param $0 i32) (result i32)
  (local $1 i32)
  (local $2 i64)
  (local $3 i64)
  (local $4 i64)
  (local $5 i32)
  (local $6 i32)
  (local $7 i32)
  (local $8 i32)
  (local $9 i32)
  (local $10 i32)
  (local $11 i32)
  (local $12 i32)
  (local $13 i64)
  (local $14 i64)
  (local $15 i64)
  (local $16 i32)
  (local $17 i32)
  (local $18 i32)
  global.get $core-as/mmu/aarch64/selected
  local.get $0
  i32.load offset=36
  i32.ne
  if
   local.get $0
   i32.load offset=36
   call $core-as/mmu/aarch64/selectFormat
  end
  i32.const 13947136
  i64.load
  local.get $0
  i64.load offset=24
  i64.gt_u
  local.tee $8
  if (result i32)
   local.get $0
   i32.load offset=44
  else
   local.get $0
   i32.load offset=40
  end
  local.set $6
  i32.const 13947168
  i32.load
  i32.eqz
  if
   local.get $6
   local.get $8
   if (result i64)
    local.get $0
    i64.load offset=8
   else
    local.get $0
    i64.load
   end
   i32.const 511
   call $core-as/batch/enumerate/enter
  end
  i32.const 13947192
  call $core-as/batch/runs/openRuns
  loop $while-continue|0
   i32.const 13947176
   i32.load
   i32.eqz
   if
    block $while-break|0
     local.get $7
     i32.const 1048576
     i32.gt_u
     global.get $core-as/batch/runs/count
     i32.const 16384
     i32.ge_u
     i32.or
     if
      i32.const 2
      local.set $1
      br $while-break|0
     end
     global.get $core-as/mmu/aarch64/granule
     global.get $core-as/mmu/aarch64/granule
     i32.const 3
     i32.sub
     i32.const 13947168
     i32.load
     i32.const 7
     i32.and
     local.tee $5
     local.get $6
     local.get $5
     local.get $6
     i32.lt_u
     select
     local.tee $10
     i32.const 1
     i32.sub
     i32.mul
     i32.add
     local.set $5
     local.get $10
     i32.const 3
     i32.shl
     i32.const 13947136
     i32.add
     i64.load offset=104
     local.get $6
     local.get $10
     i32.eq
     if (result i64)
      local.get $8
      if (result i32)
       local.get $0
       i32.load offset=52
      else
       local.get $0
       i32.load offset=48
      end
      i64.extend_i32_u
     else
      i64.const 1
      global.get $core-as/mmu/aarch64/granule
      i32.const 3
      i32.sub
      i64.extend_i32_u
      i64.shl
      i64.const 1
      i64.sub
     end
     local.tee $2
     i32.const 13947136
     i64.load
     local.tee $3
     local.get $5
     i64.extend_i32_u
     i64.shr_u
     i64.and
     local.tee $4
     i64.const 3
     i64.shl
     i64.add
     local.tee $13
     i32.const 0
     call $core-as/cache/page-cache/pageFor
     local.tee $9
     i32.eqz
     if
      i32.const 1
      local.set $1
      br $while-break|0
     end
     i64.const 1
     local.get $5
     i64.extend_i32_u
     i64.shl
     i64.const 1
     i64.sub
     local.set $14
     i64.const 4096
     local.get $13
     i64.const 4095
     i64.and
     i64.sub
     i64.const 3
     i64.shr_u
     local.tee $15
     local.get $2
     local.get $4
     i64.sub
     i64.const 1
     i64.add
     local.tee $2
     local.get $2
     local.get $15
     i64.gt_u
     select
     local.tee $2
     i32.const 13947144
     i64.load
     local.get $5
     i64.extend_i32_u
     i64.shr_u
     local.get $3
     local.get $5
     i64.extend_i32_u
     i64.shr_u
     i64.sub
     i64.const 1
     i64.add
     local.tee $4
     local.get $2
     local.get $4
     i64.lt_u
     select
     local.set $4
     local.get $3
     local.set $2
     local.get $9
     i32.const 1
     i32.eq
     if
      local.get $2
      local.get $2
      local.get $14
      i64.or
      local.get $4
      i64.const 1
      i64.sub
      local.get $5
      i64.extend_i32_u
      i64.shl
      i64.add
      local.tee $4
      i32.const 13947144
      i64.load
      local.tee $14
      local.get $4
      local.get $14
      i64.lt_u
      select
      local.tee $4
      local.get $2
      i64.sub
      i64.const 1
      i64.add
      i64.const 0
      local.get $13
      i64.const -4096
      i64.and
      local.get $10
      i32.const 8
      i32.shl
      i32.const 3
      i32.or
      i32.const 0
      call $core-as/batch/runs/addRun
      local.get $4
      i64.const 1
      i64.add
      local.set $2
      local.get $7
      i32.const 1
      i32.add
      local.set $7
     else
      local.get $9
      local.get $13
      i64.const 4095
      i64.and
      i32.wrap_i64
      i32.add
      local.tee $5
      local.get $4
      i32.wrap_i64
      i32.const 3
      i32.shl
      i32.add
      local.set $16
      local.get $10
      i32.const 2
      i32.shl
      i32.const 13947136
      i32.add
      i32.load offset=168
      local.set $17
      local.get $7
      local.get $4
      i32.wrap_i64
      i32.const 8
      i32.add
      i32.add
      local.set $7
      i32.const 0
      local.set $9
      loop $for-loop|1
       local.get $5
       local.get $16
       i32.lt_u
       if
        block $for-break1
         global.get $core-as/mmu/aarch64/highestBlock
         local.set $11
         block $core-as/mmu/aarch64/kindOf|inlined.6 (result i32)
          i32.const 0
          local.get $5
          i64.load
          local.tee $4
          i64.const 1
          i64.and
          i64.eqz
          br_if $core-as/mmu/aarch64/kindOf|inlined.6
          drop
          i32.const 2
          i32.const 1
          local.get $10
          i32.const 1
          i32.eq
          select
          local.get $4
          i64.const 2
          i64.and
          i64.const 0
          i64.ne
          br_if $core-as/mmu/aarch64/kindOf|inlined.6
          drop
          i32.const 2
          i32.const 0
          local.get $10
          local.get $11
          i32.le_u
          local.get $10
          i32.const 1
          i32.gt_u
          i32.and
          select
         end
         local.tee $11
         if
          global.get $core-as/batch/runs/count
          i32.const 16384
          i32.ge_u
          br_if $for-break1
          local.get $2
          local.get $14
          i64.or
          local.tee $13
          i32.const 13947144
          i64.load
          local.tee $15
          local.get $13
          local.get $15
          i64.lt_u
          select
          local.set $13
          local.get $11
          i32.const 2
          i32.eq
          if
           local.get $2
           local.get $13
           local.get $4
           global.get $core-as/mmu/aarch64/frameMask
           i64.and
           local.get $4
           global.get $core-as/mmu/aarch64/extraMask
           i64.and
           global.get $core-as/mmu/aarch64/extraShift
           i64.extend_i32_u
           i64.shl
           i64.or
           local.get $14
           i64.const -1
           i64.xor
           i64.and
           local.get $2
           local.get $14
           i64.and
           i64.or
           local.get $10
           i32.const 8
           i32.shl
           local.get $17
           local.get $4
           i64.const 53
           i64.shr_u
           i32.wrap_i64
           i32.const 1
           i32.and
           i32.eqz
           i32.const 8
           i32.or
           local.get $4
           i64.const 7
           i64.shr_u
           i32.wrap_i64
           i32.const 1
           i32.and
           i32.eqz
           local.tee $11
           local.get $4
           i64.const 51
           i64.shr_u
           i32.wrap_i64
           i32.const 1
           i32.and
           i32.or
           i32.const 1
           i32.shl
           i32.or
           local.get $4
           i64.const 6
           i64.shr_u
           i32.wrap_i64
           i32.const 1
           i32.and
           i32.const 2
           i32.shl
           i32.or
           local.get $4
           i64.const 54
           i64.shr_u
           i32.wrap_i64
           i32.const 1
           i32.and
           i32.eqz
           i32.const 4
           i32.shl
           i32.or
           local.get $4
           i64.const 10
           i64.shr_u
           i32.wrap_i64
           i32.const 1
           i32.and
           i32.const 5
           i32.shl
           i32.or
           local.get $11
           i32.const 6
           i32.shl
           i32.or
           local.get $4
           i64.const 52
           i64.shr_u
           i32.wrap_i64
           i32.const 1
           i32.and
           i32.const 7
           i32.shl
           i32.or
           local.get $4
           i64.const 11
           i64.shr_u
           i32.wrap_i64
           i32.const 1
           i32.and
           i32.eqz
           i32.const 8
           i32.shl
           i32.or
           i32.and
           i32.const 16
           i32.shl
           i32.or
           call $core-as/batch/enumerate/leaf
          else
           local.get $4
           global.get $core-as/mmu/aarch64/frameMask
           i64.and
           local.get $4
           global.get $core-as/mmu/aarch64/extraMask
           i64.and
           global.get $core-as/mmu/aarch64/extraShift
           i64.extend_i32_u
           i64.shl
           i64.or
           local.tee $15
           i32.const 0
           call $core-as/cache/page-cache/pageFor
           i32.eqz
           if
            local.get $5
            i32.const 8
            i32.add
            local.set $5
            i32.const 1024
            local.set $1
            loop $for-loop|0
             local.get $1
             i32.const 0
             i32.ne
             local.get $5
             local.get $16
             i32.lt_u
             i32.and
             if
              global.get $core-as/mmu/aarch64/highestBlock
              local.set $11
              block $core-as/mmu/aarch64/kindOf|inlined.7 (result i32)
               i32.const 0
               local.get $5
               i64.load
               local.tee $4
               i64.const 1
               i64.and
               i64.eqz
               br_if $core-as/mmu/aarch64/kindOf|inlined.7
               drop
               i32.const 2
               i32.const 1
               local.get $10
               i32.const 1
               i32.eq
               select
               local.get $4
               i64.const 2
               i64.and
               i64.const 0
               i64.ne
               br_if $core-as/mmu/aarch64/kindOf|inlined.7
               drop
               i32.const 2
               i32.const 0
               local.get $10
               local.get $11
               i32.le_u
               local.get $10
               i32.const 1
               i32.gt_u
               i32.and
               select
              end
              i32.const 1
              i32.eq
              if
               local.get $4
               global.get $core-as/mmu/aarch64/frameMask
               i64.and
               local.get $4
               global.get $core-as/mmu/aarch64/extraMask
               i64.and
               global.get $core-as/mmu/aarch64/extraShift
               i64.extend_i32_u
               i64.shl
               i64.or
               i32.const 0
               call $core-as/cache/page-cache/pageFor
               drop
               local.get $1
               i32.const 1
               i32.sub
               local.set $1
              end
              local.get $5
              i32.const 8
              i32.add
              local.set $5
              br $for-loop|0
             end
            end
            i32.const 1
            local.set $1
            br $for-break1
           end
           local.get $17
           local.get $4
           i64.const 59
           i64.shr_u
           i32.wrap_i64
           i32.const 1
           i32.and
           local.get $4
           i64.const 60
           i64.shr_u
           i32.wrap_i64
           i32.const 1
           i32.and
           i32.const 4
           i32.shl
           i32.or
           local.get $4
           i64.const 61
           i64.shr_u
           i32.wrap_i64
           i32.const 1
           i32.and
           i32.const 2
           i32.shl
           i32.or
           local.get $4
           i64.const 62
           i64.shr_u
           i32.wrap_i64
           i32.const 1
           i32.and
           i32.const 1
           i32.shl
           i32.or
           i32.const -1
           i32.xor
           i32.and
           local.set $18
           i32.const 13947152
           i64.load
           i32.const 13947160
           i64.load
           i64.le_u
           local.tee $11
           local.get $13
           local.get $2
           local.get $14
           i64.or
           i64.eq
           local.get $2
           local.get $14
           i64.and
           i64.eqz
           local.tee $12
           local.get $12
           select
           local.tee $12
           i32.eqz
           i32.and
           local.get $11
           if (result i32)
            i32.const 0
           else
            local.get $12
            if (result i32)
             i32.const 13947172
             i32.load
            else
             i32.const 1
            end
           end
           if (result i64)
            local.get $2
           else
            local.get $15
            local.get $10
            i32.const 1
            i32.sub
            i32.const 13947184
            i32.load
            local.get $2
            call $core-as/batch/seen/listedAt
           end
           local.tee $4
           local.get $2
           i64.eq
           i32.or
           if
            local.get $12
            if (result i32)
             i32.const 13947172
             i32.load
            else
             i32.const 1
            end
            local.get $11
            i32.or
            i32.eqz
            if
             local.get $15
             local.get $10
             i32.const 1
             i32.sub
             local.get $2
             call $core-as/batch/enumerate/note
            end
            i32.const 13947136
            local.get $2
            i64.store
            local.get $10
            i32.const 1
            i32.sub
            local.get $15
            local.get $18
            call $core-as/batch/enumerate/enter
            i32.const 1
            local.set $9
            br $for-break1
           end
           local.get $11
           i32.eqz
           if
            local.get $2
            local.get $13
            local.get $2
            i64.sub
            i64.const 1
            i64.add
            local.get $15
            local.get $4
            local.get $10
            i32.const 8
            i32.shl
            i32.const 4
            i32.or
            local.get $18
            i32.const 16
            i32.shl
            i32.or
            i32.const 0
            call $core-as/batch/runs/addRun
           end
          end
         end
         local.get $2
         local.get $14
         i64.or
         i64.const 1
         i64.add
         local.set $2
         local.get $5
         i32.const 8
         i32.add
         local.set $5
         br $for-loop|1
        end
       end
      end
      local.get $9
      br_if $while-continue|0
     end
     local.get $2
     local.get $3
     i64.lt_u
     if (result i32)
      i32.const 1
     else
      local.get $2
      i32.const 13947144
      i64.load
      i64.gt_u
     end
     if
      i32.const 13947176
      i32.const 1
      i32.store
     end
     i32.const 13947136
     local.get $2
     i64.store
     local.get $2
     local.get $3
     i64.ne
     if
      i32.const 13947152
      i64.load
      i32.const 13947160
      i64.load
      i64.le_u
      local.set $9
      i32.const 13947168
      i32.load
      i32.const 7
      i32.and
      local.set $5
      loop $while-continue|00
       local.get $5
       local.get $6
       i32.lt_u
       if (result i32)
        i32.const 13947176
        i32.load
        if (result i32)
         i32.const 1
        else
         local.get $3
         global.get $core-as/mmu/aarch64/granule
         global.get $core-as/mmu/aarch64/granule
         i32.const 3
         i32.sub
         local.get $5
         i32.mul
         i32.add
         i64.extend_i32_u
         local.tee $2
         i64.shr_u
         i32.const 13947136
         i64.load
         local.get $2
         i64.shr_u
         i64.ne
        end
       else
        i32.const 0
       end
       if
        local.get $5
        i32.const 2
        i32.shl
        i32.const 13947136
        i32.add
        i32.load offset=200
        local.set $10
        local.get $9
        if (result i32)
         local.get $10
         i32.const 13947188
         i32.load
         i32.eq
        else
         i32.const 0
        end
        if
         local.get $5
         i32.const 3
         i32.shl
         i32.const 13947136
         i32.add
         i64.load offset=104
         local.get $5
         i64.const 0
         call $core-as/batch/enumerate/note
        end
        local.get $5
        i32.const 1
        i32.add
        local.set $5
        br $while-continue|00
       end
      end
      i32.const 13947168
      local.get $5
      i32.store
     end
     local.get $1
     i32.const 1
     i32.eq
     br_if $while-break|0
     br $while-continue|0
    end
   end
  end
  i32.const 13947192
  local.get $1
  i32.eqz
  call $core-as/batch/runs/closeRuns
  local.get $1
 )
)
