# SPDX-License-Identifier: MIT
PAGE_SIZE = 50
