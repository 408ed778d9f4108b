#!/usr/bin/perl
# How does the lab do something inside a machine, while nothing but the kernel and this program is trusted to work?
#
# Lines come in on a virtio serial port, each one an order: `run ID LIMIT_MS COMMAND`, `kill ID SIGNAL`, `read ID PATH`,
# `ask ID LIMIT_MS REQUEST` or `hello`. Lines go out: `hello BOOT_ID`, `out ID BYTES`, `err ID BYTES`, `end ID OUTCOME`;
# commands, paths, requests and bytes are in hexadecimal, the outcome is an exit code, a signal's name or `timed-out`.
# Commands run side by side, each in a process group of its own, so a command that hangs in the kernel blocks no other
# one: its end is told when its time is over, whether or not the kernel lets it die. What is looked at again and again, a
# file of /proc or the answer of hapair's agent in one line, is read here: a program for it takes a tenth of a second from
# an emulated processor, ten times as much as the look itself. Perl, because every Debian system has it and it knows select and non-blocking
# pipes. Rejected: ssh, which needs the network that the lab cuts; a shell on a serial port, which does one thing at a
# time.
use strict;
use warnings;
use IO::Select;
use POSIX qw(WNOHANG setpgid);
use Socket qw(PF_UNIX SOCK_STREAM SOCK_NONBLOCK pack_sockaddr_un);
use Time::HiRes qw(time);

my $port_path = '/dev/virtio-ports/lab.control';
my $agent_path = '/run/hapair/control.sock';
my $chunk_bytes = 4096;
my $commands_max = 64;

sub monotonic { return Time::HiRes::clock_gettime(Time::HiRes::CLOCK_MONOTONIC()); }

# At boot the port appears when its driver has been loaded.
select(undef, undef, undef, 0.1) until -e $port_path;
open(my $port, '+<:raw', $port_path) or die "$port_path: $!";
open(my $boot, '<', '/proc/sys/kernel/random/boot_id') or die "boot_id: $!";
my $boot_id = <$boot>;
chomp $boot_id;

my %commands;
my %stream_of;
my @abandoned;
my $selected = IO::Select->new($port);
my $inbox = '';

sub say_line {
  my $line = join(' ', @_) . "\n";
  my $at = 0;
  while ($at < length $line) {
    my $written = syswrite($port, $line, length($line) - $at, $at);
    if (defined $written) { $at += $written; next; }
    die "write: $!" unless $!{EAGAIN} || $!{EINTR};
    select(undef, undef, undef, 0.01);
  }
}

sub begin_command {
  my ($id, $limit_ms, $text) = @_;
  if (keys %commands >= $commands_max) { say_line('end', $id, 'too-many'); return; }
  pipe(my $out_read, my $out_write) or die "pipe: $!";
  pipe(my $err_read, my $err_write) or die "pipe: $!";
  my $pid = fork();
  die "fork: $!" unless defined $pid;
  if ($pid == 0) {
    setpgid(0, 0);
    open(STDIN, '<', '/dev/null');
    open(STDOUT, '>&', $out_write);
    open(STDERR, '>&', $err_write);
    close($port);
    exec('/bin/sh', '-c', $text) or POSIX::_exit(127);
  }
  close($out_write);
  close($err_write);
  $commands{$id} = { pid => $pid, deadline => monotonic() + $limit_ms / 1000, open => 2, status => undef };
  for my $pair ([$out_read, 'out'], [$err_read, 'err']) {
    $stream_of{fileno $pair->[0]} = [$id, $pair->[1]];
    $selected->add($pair->[0]);
  }
}

# What a file of the kernel says now.
sub read_file {
  my ($id, $path) = @_;
  if (!open(my $file, '<:raw', $path)) { say_line('end', $id, 1); return; }
  else {
    my $count = sysread($file, my $bytes, 65536) // 0;
    say_line('out', $id, unpack('H*', $bytes)) if $count;
    say_line('end', $id, 0);
  }
}

# Asks hapair's agent; its answer ends with the first line feed. An agent that stands still must not hold this up.
sub ask_agent {
  my ($id, $limit_ms, $request) = @_;
  if (keys %commands >= $commands_max) { say_line('end', $id, 'too-many'); return; }
  my $agent;
  my $reached = socket($agent, PF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0)
    && connect($agent, pack_sockaddr_un($agent_path))
    && defined syswrite($agent, "$request\n");
  if (!$reached) { say_line('end', $id, 1); return; }
  $commands{$id} = { deadline => monotonic() + $limit_ms / 1000, open => 1, status => undef };
  $stream_of{fileno $agent} = [$id, 'out'];
  $selected->add($agent);
}

sub obey {
  my ($verb, $id, @words) = split / /, $_[0];
  return unless defined $verb;
  if ($verb eq 'hello') { say_line('hello', $boot_id); return; }
  if ($verb eq 'run') { begin_command($id, $words[0], pack('H*', $words[1] // '')); return; }
  if ($verb eq 'read') { read_file($id, pack('H*', $words[0] // '')); return; }
  if ($verb eq 'ask') { ask_agent($id, $words[0], pack('H*', $words[1] // '')); return; }
  if ($verb eq 'kill' && $commands{$id} && $commands{$id}{pid}) { kill($words[0], -$commands{$id}{pid}); }
}

sub read_port {
  my $count = sysread($port, my $bytes, $chunk_bytes);
  # Nobody holds the other end: the port is always readable and empty. Come back a little later.
  if (!$count) { select(undef, undef, undef, 0.05); return; }
  $inbox .= $bytes;
  while ($inbox =~ s/^([^\n]*)\n//) { obey($1); }
}

sub read_stream {
  my ($handle) = @_;
  my ($id, $name) = @{ $stream_of{fileno $handle} };
  my $count = sysread($handle, my $bytes, $chunk_bytes);
  return if !defined $count && ($!{EINTR} || $!{EAGAIN});
  my $asked = $commands{$id} && !$commands{$id}{pid};
  if ($count) { say_line($name, $id, unpack('H*', $bytes)); return unless $asked && $bytes =~ /\n/; }
  if ($asked) { say_line('end', $id, $count ? 0 : 1); forget($id); return; }
  delete $stream_of{fileno $handle};
  $selected->remove($handle);
  close($handle);
  $commands{$id}{open} -= 1 if $commands{$id};
}

sub outcome_of {
  my ($status) = @_;
  return ($status & 127) ? 'signal-' . ($status & 127) : $status >> 8;
}

# A command has ended when its first process has: what it left in the background may keep the streams open.
sub settle {
  my $now = monotonic();
  for my $id (keys %commands) {
    my $command = $commands{$id};
    if (!defined $command->{status} && $command->{pid}) {
      my $gone = waitpid($command->{pid}, WNOHANG);
      if ($gone == $command->{pid}) { $command->{status} = outcome_of($?); $command->{ended} = $now; }
    }
    if (defined $command->{status} && ($command->{open} == 0 || $now > $command->{ended} + 0.2)) {
      say_line('end', $id, $command->{status});
      forget($id);
    } elsif ($now > $command->{deadline}) {
      kill('KILL', -$command->{pid}) if $command->{pid};
      push @abandoned, $command->{pid} if $command->{pid} && !defined $command->{status};
      say_line('end', $id, 'timed-out');
      forget($id);
    }
  }
  # Children that did not die in time are collected when the kernel lets them go.
  @abandoned = grep { waitpid($_, WNOHANG) == 0 } @abandoned;
}

sub forget {
  my ($id) = @_;
  delete $commands{$id};
  for my $handle ($selected->handles) {
    my $stream = $stream_of{fileno $handle} or next;
    next if $stream->[0] ne $id;
    delete $stream_of{fileno $handle};
    $selected->remove($handle);
    close($handle);
  }
}

say_line('hello', $boot_id);
while (1) {
  for my $handle ($selected->can_read(%commands ? 0.02 : 1)) {
    if ($handle == $port) { read_port(); }
    elsif ($stream_of{fileno $handle}) { read_stream($handle); }
  }
  settle();
}
