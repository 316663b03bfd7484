"""The address of the board pack, beside the dataset that it prints."""

from django.urls import path

from roundtable.report.board_pack import board_pack

urlpatterns = [path("board-pack.pdf", board_pack, name="report-board-pack")]
