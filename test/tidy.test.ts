/** Is the house tidy: floors, edges, sizes, names, comments, lists? */
import './tidy/house.ts'
import './tidy/plants.ts'
import './tidy/totals.ts'
import './tidy/tree.ts'
