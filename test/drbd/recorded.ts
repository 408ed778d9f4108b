/**
 * What did real tools print?
 *
 * 8.4: recorded on two emulated machines with the 8.4.11 module and drbd-utils 9.22.0. 9: the format that drbd-utils
 * documents in its own tests (tests/v9/events2-sync, events2-all-create-change, events2-all-create-destroy).
 */

/** `drbdsetup events2 --now r0` of a connected pair, 8.4. */
export const connected84 = [
  'exists resource name:r0 role:Secondary suspended:no',
  'exists connection name:r0 peer-node-id:0 conn-name:peer connection:Connected role:Secondary',
  'exists device name:r0 volume:0 minor:0 disk:UpToDate',
  'exists peer-device name:r0 peer-node-id:0 conn-name:peer volume:0 replication:Established peer-disk:UpToDate resync-suspended:no',
  'exists -',
]

/** The resource of a primary that has lost its peer, 8.4. */
export const suspended84 = 'exists resource name:r0 role:Primary suspended:fencing'

/** A resource that comes, connects and begins a copy, 9. */
export const sync9 = [
  'exists -',
  'create resource name:some-resource role:Secondary suspended:no force-io-failures:no may_promote:no promotion_score:0',
  'create device name:some-resource volume:0 minor:1000 backing_dev:none disk:Diskless client:no open:no quorum:yes size:5 read:10 written:15 al-writes:40 bm-writes:50 upper-pending:60 lower-pending:70 al-suspended:no blocked:no',
  'create connection name:some-resource peer-node-id:1 conn-name:some-peer connection:StandAlone role:Unknown congested:no ap-in-flight:10 rs-in-flight:20',
  'create peer-device name:some-resource peer-node-id:1 conn-name:some-peer volume:0 replication:Off peer-disk:DUnknown peer-client:no resync-suspended:no received:5 sent:10 out-of-sync:0 pending:30 unacked:40',
  'create path name:some-resource peer-node-id:1 conn-name:some-peer local:ipv4:1.2.3.4:7789 peer:ipv4:5.6.7.8:7790 established:no',
  'change resource name:some-resource may_promote:yes promotion_score:10101',
  'change device name:some-resource volume:0 minor:1000 backing_dev:/dev/sda disk:UpToDate client:no open:no quorum:yes',
  'change path name:some-resource peer-node-id:1 conn-name:some-peer local:ipv4:1.2.3.4:7789 peer:ipv4:5.6.7.8:7790 established:yes',
  'change connection name:some-resource peer-node-id:1 conn-name:some-peer connection:Connected role:Secondary',
  'change peer-device name:some-resource peer-node-id:1 conn-name:some-peer volume:0 replication:SyncSource peer-disk:Inconsistent peer-client:no done:37.50 received:5 sent:10 out-of-sync:2500 pending:30 unacked:40 dbdt1:0.24 eta:10',
]

/** The end of a resource, 9. */
export const destroyed9 = [
  'destroy path name:some-resource peer-node-id:1 conn-name:some-peer local:ipv4:1.2.3.4:7789 peer:ipv4:5.6.7.8:7790',
  'destroy peer-device name:some-resource peer-node-id:1 conn-name:some-peer volume:0',
  'destroy connection name:some-resource peer-node-id:1 conn-name:some-peer',
  'destroy device name:some-resource volume:0',
  'destroy resource name:some-resource',
]

/** A script that DRBD calls and that ends, 9. */
export const script9 = [
  'call helper name:some-resource peer-node-id:1 conn-name:some-peer volume:0 helper:before-resync-target',
  'response helper name:some-resource peer-node-id:1 conn-name:some-peer volume:0 helper:before-resync-target status:1',
]

/** `drbdadm get-gi`, 8.4: the same pair at the instants that the names say; `mine` is the primary. */
export const generations = {
  connected: {
    mine: 'F9C061FDDC6EFB5F:0000000000000000:0000000000000000:0000000000000000:1:1:1:1:0:0:0',
    theirs: 'F9C061FDDC6EFB5E:0000000000000000:0000000000000000:0000000000000000:1:1:0:1:0:0:0',
  },
  cutAndFrozen: {
    mine: 'F9C061FDDC6EFB5F:0000000000000000:0000000000000000:0000000000000000:1:1:1:0:0:0:0',
    theirs: 'F9C061FDDC6EFB5E:0000000000000000:0000000000000000:0000000000000000:1:1:0:0:0:0:0',
  },
  resumed: {
    mine: 'FBC09629AAA04ED5:F9C061FDDC6EFB5F:0000000000000000:0000000000000000:1:1:1:0:0:0:0',
    theirs: 'F9C061FDDC6EFB5E:0000000000000000:0000000000000000:0000000000000000:1:1:0:0:0:0:0',
  },
  healed: {
    mine: 'FBC09629AAA04ED5:0000000000000000:F9C161FDDC6EFB5F:F9C061FDDC6EFB5F:1:1:1:1:0:0:0',
    theirs: 'FBC09629AAA04ED4:0000000000000000:F9C161FDDC6EFB5E:F9C061FDDC6EFB5F:1:1:0:1:0:0:0',
  },
  bothPromoted: {
    mine: '84CFBD8713B27FD9:FBC09629AAA04ED5:F9C161FDDC6EFB5F:F9C061FDDC6EFB5F:1:1:1:0:0:0:0',
    theirs: 'EEACC07F8E8B733D:FBC09629AAA04ED4:F9C161FDDC6EFB5E:F9C061FDDC6EFB5F:1:1:1:0:0:1:0',
  },
  copyingToPeer: {
    mine: '875E22B7A5DA0C56:A072CFF8DDC1C3DC:A071CFF8DDC1C3DC:0000000000000000:1:1:0:1:0:1:0',
    theirs: 'A072CFF8DDC1C3DC:0000000000000000:0000000000000000:0000000000000000:0:0:0:1:0:0:1',
  },
  outdatedPeer: {
    mine: '06014F7C6F96F22F:D2AA2FD0BFAAD947:0000000000000000:0000000000000000:1:1:1:0:0:1:0',
    theirs: 'D2AA2FD0BFAAD946:0000000000000000:0000000000000000:0000000000000000:1:0:0:0:0:0:0',
  },
} as const

/** `drbdadm show-gi`, 8.4. */
export const shownGeneration = `
       +--<  Current data generation UUID  >-
       |               +--<  Bitmap's base data generation UUID  >-
       |               |                 +--<  younger history UUID  >-
       |               |                 |         +-<  older history  >-
       V               V                 V         V
65C5CB24EFB9C2A9:0000000000000000:0000000000000000:0000000000000000:1:1:1:0:0:0:0
                                                                    ^ ^ ^ ^ ^ ^ ^
                                      -<  Data consistency flag  >--+ | | | | | |
                             -<  Data was/is currently up-to-date  >--+ | | | | |

flags: Primary, StandAlone, UpToDate
`

/** Ends of tools as recorded: verb, code, what was printed on the error stream. */
export const recordedEnds = {
  secondPrimary: {
    code: 11,
    errors: `0: State change failed: (-1) Multiple primaries not allowed by config
Command 'drbdsetup-84 primary 0' terminated with exit code 11
`,
  },
  heldOpen: {
    code: 11,
    errors: `0: State change failed: (-12) Device is held open by someone
Command 'drbdsetup-84 secondary 0' terminated with exit code 11
`,
  },
  noCurrentData: {
    code: 17,
    errors: `0: State change failed: (-2) Need access to UpToDate data
Command 'drbdsetup-84 primary 0' terminated with exit code 17
`,
  },
  peerNotOutdated: {
    code: 11,
    errors: `0: State change failed: (-7) Refusing to be Primary while peer is not outdated
Command 'drbdsetup-84 primary 0' terminated with exit code 11
`,
  },
  discardWhilePrimary: {
    code: 10,
    errors: `r0: Failure: (123) --discard-my-data not allowed when primary.
Command 'drbdsetup-84 connect r0 ipv4:10.0.0.2:7788 ipv4:10.0.0.1:7788 --protocol=C --shared-secret=s3cret --discard-my-data' terminated with exit code 10
`,
  },
  disconnectAlone: {
    code: 10,
    errors: `??: Failure: (162) Invalid configuration request
additional info from kernel:
unknown connection
Command 'drbdsetup-84 disconnect ipv4:10.0.0.2:7788 ipv4:10.0.0.1:7788' terminated with exit code 10
`,
  },
  connectTwice: {
    code: 10,
    errors: `r0: Failure: (102) Local address(port) already in use.
Command 'drbdsetup-84 connect r0 ipv4:10.78.0.1:7788 ipv4:10.78.0.2:7788 --protocol=C' terminated with exit code 10
`,
  },
  pauseCleared: {
    code: 10,
    errors: `0: Failure: (135) Sync-pause flag is already cleared
Command 'drbdsetup-84 resume-sync 0' terminated with exit code 10
`,
  },
  outdateInconsistent: {
    code: 5,
    errors: `Device '0' is configured!
Command 'drbdmeta 0 v08 /dev/vda internal outdate' terminated with exit code 20
`,
  },
  brokenFile: {
    code: 10,
    errors: `/etc/drbd.d/hapair.res:3: Parse error: 'an option keyword' expected,
	but got 'verify-algo'
`,
  },
  moduleMissing: {
    code: 20,
    errors: `sh: 1: /sbin/modprobe: not found
Could not stat /proc/drbd: No such file or directory
Make sure that the DRBD kernel module is installed and can be loaded!
`,
  },
} as const

/** `drbdsetup show --show-defaults r0`, the lines about the rate, 8.4; after `disk-options --resync-rate=2M`. */
export const shownRate = `resource r0 {
    disk {
        resync-rate     	2048k; # bytes/second
        c-plan-ahead    	0; # 1/10 seconds
        c-fill-target   	100s; # bytes, default
        c-max-rate      	102400k; # bytes/second, default
        c-min-rate      	250k; # bytes/second, default
    }
}
`
