/** Does the kernel's handler ask the right question, and does the device that switches the peer off do what it says? */
import './fence/launcher.ts'
import './fence/outcome.ts'
import './fence/question.ts'
import './fence/options.ts'
import './fence/device.ts'
