"""The centre's half of the evidence engine: from holders' moments to a pooled estimate.

Only numpy and scipy. Reads no file, asks no clock, holds no student.
"""
