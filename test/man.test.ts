/**
 * Do the manual pages render, and do they say what the programs say?
 */
import './man/pages.ts'
import './man/lists.ts'
