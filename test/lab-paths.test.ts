/** The heartbeat paths and the probes over real devices: pseudo terminals, and network namespaces where root allows. */
import './paths/lab-serial.ts'
import './paths/lab-network.ts'
