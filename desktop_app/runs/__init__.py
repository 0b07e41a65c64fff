"""The Runs page: every training that was kept, compared, used and tidied up."""
