"""A question with two answers, of which one loses something."""

from PySide6.QtWidgets import QMessageBox, QWidget

__all__ = ["ask"]


def ask(window: QWidget, title: str, text: str, *, more: str = "", yes: str, no: str) -> bool:
    """Ask, and wait for the answer; "no" is the one to Enter and to Escape.

    Parameters
    ----------
    window
        What the question belongs to.
    title
        Its title.
    text
        The question, or what there is to lose.
    more
        What follows from it, in a quieter line.
    yes, no
        What the buttons say.
    """
    question = QMessageBox(window)
    question.setIcon(QMessageBox.Icon.NoIcon)
    question.setWindowTitle(title)
    question.setText(text)
    question.setInformativeText(more)
    agree = question.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
    refuse = question.addButton(no, QMessageBox.ButtonRole.RejectRole)
    question.setDefaultButton(refuse)
    question.exec()
    question.deleteLater()
    return question.clickedButton() is agree
