#!/usr/bin/perl
# Which writes were acknowledged when the power went?
#
# Appends records of 4 KiB to a file with direct I/O, one after the other, and says each record's number on standard
# output only after the write has returned; the lab's channel carries it out of the machine at once. A record is its
# number, repeated, so a torn or foreign one shows. Usage: lab-writer.pl FILE [FIRST [PAUSE_MS]]. Direct I/O wants its memory aligned:
# a string is made larger than needed and written from the first aligned byte on. Rejected: dd for each record, which
# costs more than the write; fsync after a buffered write, which also tests the page cache.
use strict;
use warnings;
use Fcntl;

my $record_bytes = 4096;
my ($path, $first, $pause_ms) = @ARGV;
my $number = $first // 0;
my $direct = 040000;    # O_DIRECT on x86
sysopen(my $file, $path, O_WRONLY | O_CREAT | O_SYNC | $direct, 0600) or die "$path: $!\n";
sysseek($file, $number * $record_bytes, 0) or die "seek: $!\n";
my $memory = "\0" x (2 * $record_bytes);
my $address = unpack('J', pack('P', $memory));
my $offset = -$address % $record_bytes;
$| = 1;
while (1) {
  my $record = sprintf('%015d|', $number) x ($record_bytes / 16);
  substr($memory, $offset, $record_bytes) = $record;
  my $written = syswrite($file, $memory, $record_bytes, $offset);
  die "record $number: $!\n" unless defined $written && $written == $record_bytes;
  print "$number\n";
  $number += 1;
  select(undef, undef, undef, $pause_ms / 1000) if $pause_ms;
}
