"""Addresses of air, proposals, warnings, and the public pages."""

from django.urls import path

from early_warnings.views import air, backtests, feeds, proposals, public, warnings

app_name = "early_warnings"
urlpatterns = [
    path("", public.front, name="public"),
    path("health/", public.health, name="health"),
    path("air/", air.index, name="air"),
    path("air/upload/", air.upload, name="upload"),
    path("air/feeds/<slug:source>/", air.feed, name="feed"),
    path("air/backtests/<int:pk>/", backtests.detail, name="backtest"),
    path("air/backtests/<int:pk>/progress/", backtests.progress, name="backtest_progress"),
    path("air/backtests/<int:pk>/result.<str:form>", backtests.export, name="backtest_export"),
    path("air/backtests/of/<str:code>/", backtests.index, name="backtests"),
    path("air/backtests/of/<str:code>/new/", backtests.new, name="backtest_new"),
    path("air/template.<str:form>", air.template, name="air_template"),
    path("feeds/all.json", feeds.everything, name="feed_all"),
    path("feeds/<slug:code>.atom", feeds.atom_feed, name="feed_atom"),
    path("feeds/<slug:code>.rss", feeds.rss_feed, name="feed_rss"),
    path("feeds/<slug:code>.json", feeds.state, name="feed_json"),
    path("feeds/<slug:code>/<slug:identifier>.xml", feeds.alert, name="feed_alert"),
    path("proposals/<int:pk>/", proposals.proposal, name="proposal"),
    path("proposals/<int:pk>/decline/", proposals.decline, name="decline"),
    path("consultations/new/", proposals.consult, name="consult"),
    path("consultations/<int:pk>/", proposals.consultation, name="consultation"),
    path("warnings/", warnings.index, name="list"),
    path("warnings/new/", warnings.draft, name="draft"),
    path("warnings/<slug:number>/", warnings.detail, name="detail"),
    path("warnings/<slug:number>/cap.xml", feeds.preview, name="cap_preview"),
    path("warnings/<slug:number>/edit/", warnings.edit, name="edit"),
    path("warnings/<slug:number>/submit/", warnings.submit, name="submit"),
    path("warnings/<slug:number>/sign/", warnings.sign, name="sign"),
    path("warnings/<slug:number>/return/", warnings.return_, name="return"),
    path("warnings/<slug:number>/withdraw/", warnings.withdraw, name="withdraw"),
    path("warnings/<slug:number>/issue/", warnings.issue, name="issue"),
]
