"""Asking a model about a clip, coarse to fine, in as few looks as its length takes."""
