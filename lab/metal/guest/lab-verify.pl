#!/usr/bin/perl
# Is everything there that lab-writer.pl was told to be written?
#
# Reads the records of a file from the disk and prints how many are whole and in order from the first on, and what
# comes after them: `whole N rest BYTES`. A record that is torn or another's ends the count.
use strict;
use warnings;

my $record_bytes = 4096;
my ($path) = @ARGV;
open(my $file, '<:raw', $path) or die "$path: $!\n";
my $whole = 0;
while ((read($file, my $record, $record_bytes) // 0) == $record_bytes) {
  last if $record ne sprintf('%015d|', $whole) x ($record_bytes / 16);
  $whole += 1;
}
print "whole $whole rest ", (-s $path) - $whole * $record_bytes, "\n";
