"""The question before something of a training is lost."""

from PySide6.QtWidgets import QMessageBox, QWidget

__all__ = ["may_go"]


def may_go(window: QWidget, title: str, *, loss: str, cause: str) -> bool:
    """Ask whether something may go; keeping it is the answer to Enter and to Escape.

    Parameters
    ----------
    window
        What the question belongs to.
    title
        The question itself.
    loss
        What there is to lose, in a sentence.
    cause
        Why it would be lost, in another one.
    """
    question = QMessageBox(window)
    question.setIcon(QMessageBox.Icon.NoIcon)
    question.setWindowTitle(title)
    question.setText(loss)
    question.setInformativeText(cause)
    discard = question.addButton("Discard it", QMessageBox.ButtonRole.AcceptRole)
    keep = question.addButton("Keep it", QMessageBox.ButtonRole.RejectRole)
    question.setDefaultButton(keep)
    question.exec()
    question.deleteLater()
    return question.clickedButton() is discard
