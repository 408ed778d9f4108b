/**
 * Who answers requests about services in tests of something else?
 */
import type { ServiceAnswers } from '../../src/daemon/requests.ts'

/** Answers that say what was asked. */
export const sampleServiceAnswers: ServiceAnswers = {
  clients: (admit) => Promise.resolve({ type: 'done', text: admit ? 'in' : 'out' }),
  verify: (service) => Promise.resolve({ type: 'done', text: `${service} passed` }),
  connections: () => Promise.resolve([{ service: 'web', clients: 3 }]),
}
