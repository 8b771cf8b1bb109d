"""The tables of the contract: what they hold, how they are written, how they are published."""
