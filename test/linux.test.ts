/** Does the program speak the kernel's language, and does it stay within its bounds? Needs no privilege. */
import './linux/messages.ts'
import './linux/files.ts'
import './linux/edges.ts'
import './linux/datagrams.ts'
