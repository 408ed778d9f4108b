/** Does the kernel's handler ask the right question, wait as it should, and never say more than is proven? */
import './fence/launcher.ts'
import './fence/outcome.ts'
import './fence/question.ts'
