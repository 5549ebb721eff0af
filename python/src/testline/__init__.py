"""Testline in Python: an emulator of four telephony vendors, and worlds of it for tests."""

from testline.emulator import Emulator, TestlineError
from testline.world import Credentials, Exchange, Journal, World

__all__ = ["Credentials", "Emulator", "Exchange", "Journal", "TestlineError", "World"]
