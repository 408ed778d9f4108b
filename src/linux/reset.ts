/**
 * How is a machine reset that holds what it must not hold and cannot give it up?
 *
 * By one letter to the kernel, which then neither syncs nor unmounts nor asks anybody: what a frozen or lost disk still
 * has must not reach it later. Two hands can write that letter. This process does it when it is told to; and a small
 * helper does it when it was armed and nobody disarmed it in time, because this process hangs, was stopped or has died.
 * The helper is started, has the file open, has locked its memory and waits with real-time priority before the first step
 * that may need it: nothing is loaded any more when the disk below the root file system hangs (measured: a helper that
 * was started when it was needed was 7 s late with a busy disk, one that waited 0.3 s at most).
 * It is a few lines of Perl, which every Debian has, because V8 cannot lock its memory and a shell cannot lock any.
 * Without it, and without the right to lock or to be real-time, the rest still works; what was reached is told.
 * A helper that dies is followed by another one, which gets what is left of the time.
 * Trap: a service manager whose watchdog ends the agent ends every process of its unit, the helper too, and sooner than
 * the helper would act. Then the next agent, or the emergency release, gives up what is held: packaging/README.md.
 * Sources: admin-guide/sysrq.rst; mlockall(2), sched(7); numbers of system calls: asm/unistd_64.h, asm-generic/unistd.h.
 */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { closeSync, constants, openSync, writeSync } from 'node:fs'
import { elapsed, endOfTime, plus } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import { monotonicNow } from './clock.ts'
import { fileError } from './file-error.ts'

/** What can be told to the helper, and done without it. */
export type ResetGuard = {
  /** The machine is reset in `ms` unless it is disarmed, or armed anew, before. */
  readonly arm: (ms: number) => void
  readonly disarm: () => void
  /** Resets the machine now. Returns only when that did not work. */
  readonly reset: () => void
  /** Ends the helper unless it is armed. Whatever is called afterwards does nothing. */
  readonly stop: () => void
}

/** How the helper is made. */
export type ResetOptions = {
  /** The kernel's file; a plain one in tests. */
  readonly trigger: string
  /** One line each: what the helper reached, or why there is none. */
  readonly told: (text: string) => void
  readonly interpreter?: string
}

/** The kernel's own file. Writing to it needs root. */
export const resetTrigger = 'proc/sysrq-trigger'

/** Resets at once, without a sync. */
const resetLetter = 'b'

/** Above the agent, below the kernel's own threads. */
const priority = 20

/** Lock what is there now and what comes. */
const lockAll = 3

/** Numbers of mlockall and sched_setscheduler; 0 where they are not known: then neither is tried. */
const calls: Readonly<Partial<Record<NodeJS.Architecture, readonly [number, number]>>> = {
  x64: [151, 144],
  arm64: [230, 119],
}

/** A helper that dies is started again so often, after this time, ms. */
const startsMax = 5
const againMs = 1000

/** Texts of the helper that are passed on, characters. */
const toldMax = 200

const script = `
my ($path, $lock, $schedule) = @ARGV;
$SIG{$_} = 'IGNORE' for qw(TERM INT HUP QUIT PIPE);
$| = 1;
sysopen(my $trigger, $path, 1) or do { print "cannot open $path: $!\\n"; exit 2 };
my ($left, $text, $open) = (undef, '', 1);
sub fire { syswrite($trigger, '${resetLetter}'); print "the reset was ordered\\n"; exit 3 }
my $locked = $lock && syscall($lock, ${lockAll}) == 0;
my $parameters = pack('i', ${priority});
my $first = $schedule && syscall($schedule, 0, 1, $parameters) == 0;
print 'waits, ', ($locked ? 'locked in memory' : 'not locked in memory'), ', ', ($first ? 'real-time' : 'not real-time'), "\\n";
while (1) {
  my $ready = '';
  vec($ready, 0, 1) = 1 if $open;
  my ($count, $rest) = select($ready, undef, undef, $left);
  if (defined $left) { $left = $rest; fire() if $count == 0 or $left <= 0 }
  next unless $count > 0;
  my $got = sysread(STDIN, $text, 256, length $text);
  if (!$got) { exit 0 unless defined $left; $open = 0; next }
  while ($text =~ s/^([^\\n]*)\\n//) {
    my $line = $1;
    if ($line =~ /^arm ([0-9]+)$/) { $left = $1 / 1000 }
    elsif ($line eq 'disarm') { $left = undef }
    elsif ($line eq 'reset') { fire() }
  }
}
`

/**
 * Opens the file of the kernel and starts the helper.
 * @throws OpError when the file cannot be opened: then this machine cannot be reset in this way at all
 */
export function openResetGuard(options: ResetOptions): ResetGuard {
  return new Guard(options)
}

class Guard implements ResetGuard {
  readonly #options: ResetOptions
  readonly #fd: number
  #child: ChildProcess | undefined
  #starts = 0
  #stopped = false
  /** When the machine is reset; `endOfTime` while disarmed. */
  #resetAt: Instant = endOfTime
  #again: NodeJS.Timeout | undefined

  constructor(options: ResetOptions) {
    this.#options = options
    try {
      this.#fd = openSync(options.trigger, constants.O_WRONLY)
    } catch (cause) {
      throw fileError('open', options.trigger, cause)
    }
    this.#start()
  }

  arm(ms: number): void {
    if (this.#stopped) return
    this.#resetAt = plus(monotonicNow(), ms)
    this.#sayRest()
  }

  disarm(): void {
    if (this.#stopped) return
    this.#resetAt = endOfTime
    this.#say('disarm')
  }

  reset(): void {
    // The number of the descriptor may be that of another file by now.
    if (this.#stopped) return
    this.#say('reset')
    try {
      writeSync(this.#fd, resetLetter)
    } catch (cause) {
      this.#tell(fileError('reset by', this.#options.trigger, cause).message)
    }
  }

  stop(): void {
    if (this.#stopped) return
    this.#stopped = true
    clearTimeout(this.#again)
    this.#child?.stdin?.end()
    closeSync(this.#fd)
  }

  /** The helper counts from when it is told. */
  #sayRest(): void {
    if (this.#resetAt < endOfTime) this.#say(`arm ${Math.max(1, Math.round(elapsed(monotonicNow(), this.#resetAt)))}`)
  }

  #say(line: string): void {
    this.#child?.stdin?.write(`${line}\n`)
  }

  #tell(text: string): void {
    this.#options.told(`reset helper: ${text.slice(0, toldMax)}`)
  }

  #start(): void {
    this.#starts += 1
    const { trigger, interpreter = '/usr/bin/perl' } = this.#options
    const [lock, schedule] = calls[process.arch] ?? [0, 0]
    const child = spawn(interpreter, ['-e', script, trigger, String(lock), String(schedule)], {
      // A session of its own: what ends the group of the agent does not end the helper.
      detached: true,
      stdio: ['pipe', 'pipe', 'ignore'],
      cwd: '/',
      env: { LC_ALL: 'C' },
    })
    this.#child = child
    child.on('error', (cause) => this.#tell(cause.message))
    // A helper that is gone cannot be told anything; its end says so.
    child.stdin.on('error', () => undefined)
    child.stdout.setEncoding('utf8').on('data', (text: string) => this.#tell(text.trim()))
    this.#sayRest()
    child.on('close', (code, signal) => this.#ended(child, signal ?? `exit code ${code ?? 'unknown'}`))
  }

  #ended(child: ChildProcess, how: string): void {
    if (this.#child !== child) return
    this.#child = undefined
    if (this.#stopped) return
    const last = this.#starts >= startsMax
    this.#tell(`ended (${how}); ${last ? 'it is not started again' : 'it is started again'}`)
    if (!last) this.#again = setTimeout(() => this.#start(), againMs)
  }
}
