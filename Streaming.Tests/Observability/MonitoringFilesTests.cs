using System.Text.Json;
using Streaming.Tests.Support;

namespace Streaming.Tests.Observability;

/// <summary>Tests the dashboard and the alert rules in samples/monitoring.</summary>
public sealed class MonitoringFilesTests
{
    private static readonly HashSet<string> s_names =
        DocumentedMetric.ReadAll().Select(metric => metric.Prometheus).ToHashSet(StringComparer.Ordinal);

    [Fact]
    public void Every_query_of_the_dashboard_uses_metrics_of_the_server()
    {
        using var dashboard = JsonDocument.Parse(File.ReadAllText(Path.Combine(Prometheus.Folder, "grafana-dashboard.json")));
        var panels = dashboard.RootElement.GetProperty("panels").EnumerateArray()
            .Where(panel => panel.GetProperty("type").GetString() != "row").ToList();
        panels.Should().HaveCountGreaterThan(15);
        panels.Select(panel => panel.GetProperty("id").GetInt32()).Should().OnlyHaveUniqueItems();
        foreach (var panel in panels)
        {
            var title = panel.GetProperty("title").GetString();
            var queries = panel.GetProperty("targets").EnumerateArray().Select(target => target.GetProperty("expr").GetString()!).ToList();
            queries.Should().NotBeEmpty(title);
            panel.GetProperty("description").GetString().Should().NotBeNullOrEmpty(title);
            foreach (var query in queries.Where(query => !query.Contains("dotnet_", StringComparison.Ordinal)))
                Prometheus.OwnNamesIn(query).Should().NotBeEmpty(query).And.BeSubsetOf(s_names, title);
        }
    }

    [Fact]
    public void Every_alert_uses_metrics_of_the_server_and_is_explained_in_the_document()
    {
        var rules = File.ReadAllText(Path.Combine(Prometheus.Folder, "alerts.yml"));
        Prometheus.OwnNamesIn(rules).Should().NotBeEmpty().And.BeSubsetOf(s_names);
        var alerts = rules.Split('\n').Where(line => line.Contains("- alert:", StringComparison.Ordinal))
            .Select(line => line.Split(':')[1].Trim()).ToList();
        alerts.Should().HaveCountGreaterThan(8).And.OnlyHaveUniqueItems();
        var document = File.ReadAllText(Path.Combine(Repository.Root, "docs", "operating.md"));
        foreach (var alert in alerts)
            document.Should().Contain($"`{alert}`");
        var tests = File.ReadAllText(Path.Combine(Prometheus.Folder, "alerts.test.yml"));
        foreach (var alert in alerts)
            tests.Should().Contain($"alertname: {alert}\n", "each alert has a test");
    }
}
