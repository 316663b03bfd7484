"""Addresses of returns, under a partnership's dataset."""

from django.urls import path

from roundtable.dataset import views_asking, views_chasing, views_deciding, views_returns, views_sending

ONE = "returns/<str:reference>/"

urlpatterns = [
    path("returns/", views_returns.returns, name="dataset-returns"),
    path("returns/ask/", views_asking.ask, name="dataset-returns-ask"),
    path("returns/chase/", views_chasing.chase, name="dataset-chase"),
    path("returns/chase/letters/", views_chasing.letters, name="dataset-chase-letters"),
    path("returns/chase/<str:reference>/more-time/", views_chasing.more_time, name="dataset-chase-more-time"),
    path("returns/chase/<str:reference>/chair/", views_chasing.tell_chair, name="dataset-chase-chair"),
    path("returns/chase/drafts/", views_chasing.draft_letters, name="dataset-chase-drafts"),
    path("returns/chase/drafts/<int:pk>/sent/", views_chasing.draft_sent, name="dataset-chase-draft-sent"),
    path(ONE, views_returns.one, name="dataset-return"),
    path(f"{ONE}again/", views_asking.again, name="dataset-return-again"),
    path(f"{ONE}template.xlsx", views_returns.template, {"kind": "xlsx"}, name="dataset-return-template"),
    path(f"{ONE}template.csv", views_returns.template, {"kind": "csv"}, name="dataset-return-template-csv"),
    path(f"{ONE}upload/", views_sending.upload, name="dataset-return-upload"),
    path(f"{ONE}upload/check/", views_sending.check, {"source": "file"}, name="dataset-return-check"),
    path(f"{ONE}upload/problems.csv", views_sending.problems, name="dataset-return-problems"),
    path(f"{ONE}form/", views_sending.typed, name="dataset-return-form"),
    path(f"{ONE}form/check/", views_sending.check, {"source": "form"}, name="dataset-return-check-typed"),
    path(f"{ONE}decide/", views_deciding.decide, name="dataset-return-decide"),
    path(f"{ONE}versions/<int:number>/", views_returns.version, name="dataset-return-version"),
    path(f"{ONE}versions/<int:number>/file", views_returns.file, name="dataset-return-file"),
]
