/** Do the tools of drbd-utils accept what hapair writes for them? */
import './drbd/lab-cases.ts'
