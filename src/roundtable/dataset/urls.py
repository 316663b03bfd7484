"""Every address of the dataset, under a partnership."""

from roundtable.dataset import urls_figures, urls_returns

urlpatterns = [*urls_returns.urlpatterns, *urls_figures.urlpatterns]
