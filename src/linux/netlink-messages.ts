/**
 * Which nouns and numbers do orders to the kernel about addresses, and its answers, have?
 *
 * Shared by the encoder and the parser, which are pure. A message is a header, a fixed part by message type, and
 * attributes padded to four bytes, all in the machine's byte order except the addresses.
 * Sources: RFC 3549; linux/netlink.h, linux/rtnetlink.h, linux/if_addr.h, linux/if_link.h of Linux 6.1.
 */
/** Where an address sits. `address` is in the one text form of `addressText`. */
export type AddressPlace = { readonly device: string; readonly address: string; readonly prefix: number }

/** An address to be added, or to be given a new lifetime. */
export type AddressAddition = AddressPlace & {
  /** Valid and preferred lifetime, whole seconds, 1..2^32-2. The kernel removes the address when it ends. */
  readonly lifetimeSeconds: number
  /** True: the kernel adds a route to the network of the prefix, as `ip addr add` does. */
  readonly prefixRoute: boolean
}

/** An address as the kernel tells it. */
export type ObservedAddress = AddressPlace & {
  readonly index: number
  /** Added by this product (IFA_PROTO; kernels before 5.18 do not keep the mark). */
  readonly ours: boolean
  /** Remaining seconds; `Infinity` for an address that does not expire. */
  readonly validSeconds: number
}

/** A link as the kernel tells it. `mac`: lower case with colons; '' when the device has none of six bytes. */
export type ObservedLink = {
  readonly device: string
  readonly index: number
  readonly up: boolean
  readonly carrier: boolean
  readonly mac: string
}

/** One message read. `errno` 0: the order was carried out. */
export type NetlinkMessage =
  | { readonly type: 'answer'; readonly sequence: number; readonly errno: number; readonly text: string }
  | { readonly type: 'done'; readonly sequence: number }
  | { readonly type: 'address'; readonly removed: boolean; readonly address: Omit<ObservedAddress, 'device'> }
  | { readonly type: 'link'; readonly removed: boolean; readonly link: ObservedLink }
  /** A dump that changed while it was read: it must be asked for again. */
  | { readonly type: 'interrupted' }

/** Message types, linux/netlink.h and linux/rtnetlink.h. */
export const messageType = {
  error: 2,
  done: 3,
  linkNew: 16,
  linkDelete: 17,
  linkGet: 18,
  linkSet: 19,
  addressNew: 20,
  addressDelete: 21,
  addressGet: 22,
} as const
/** Header flags; some numbers mean different things in requests and in answers. */
export const flag = {
  request: 1,
  acknowledge: 4,
  interrupted: 0x10,
  replace: 0x100,
  create: 0x400,
  dump: 0x300,
  capped: 0x100,
  attributes: 0x200,
} as const
/** IFA_*, linux/if_addr.h. */
export const addressAttribute = { address: 1, local: 2, cacheInfo: 6, flags: 8, protocol: 11 } as const
/** IFA_F_*. */
export const addressFlag = { noDuplicateDetection: 0x02, noPrefixRoute: 0x200 } as const
/** IFLA_*, linux/if_link.h. */
export const linkAttribute = { address: 1, name: 3, familySpecific: 26 } as const
/** IFF_*, linux/if.h. `lowerUp`: the device has carrier. */
export const linkFlag = { up: 1, lowerUp: 0x10000 } as const

/** Mark of our addresses (IFA_PROTO): a value that linux/if_addr.h leaves to user space; `iproute2` shows it. */
export const addressProtocol = 0x42

/** The lifetime that never ends, linux/if_addr.h INFINITY_LIFE_TIME. */
export const infiniteSeconds = 0xffffffff

/** Length of `struct nlmsghdr`, linux/netlink.h. */
export const headerBytes = 16
/** Length of `struct ifaddrmsg`, linux/if_addr.h. */
export const addressFixedBytes = 8
/** Length of `struct ifinfomsg`, linux/rtnetlink.h. */
export const linkFixedBytes = 16
