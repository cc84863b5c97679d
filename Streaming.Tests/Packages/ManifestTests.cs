using Streaming.Tests.Support;
using YamlDotNet.RepresentationModel;

namespace Streaming.Tests.Packages;

/// <summary>
/// Tests the manifests for Kubernetes and the compose file: they are valid YAML, their parts fit together, and they restrict the container.
/// </summary>
public sealed class ManifestTests
{
    private static readonly string s_kubernetes = Path.Combine(Repository.Root, "packaging", "kubernetes");

    public static TheoryData<string> Manifests => [.. Directory.GetFiles(s_kubernetes, "*.yaml").Select(file => Path.GetFileName(file))];

    [Theory]
    [MemberData(nameof(Manifests))]
    public void Each_container_runs_without_privileges_on_a_read_only_file_system(string file)
    {
        var deployments = Load(Path.Combine(s_kubernetes, file)).Where(document => Text(document, "kind") == "Deployment").ToList();
        deployments.Should().NotBeEmpty();
        foreach (var pod in deployments.Select(deployment => At(deployment, "spec", "template", "spec")))
        {
            Text(pod, "securityContext", "runAsNonRoot").Should().Be("true");
            Text(pod, "securityContext", "runAsUser").Should().Be("1654");
            Text(pod, "securityContext", "seccompProfile", "type").Should().Be("RuntimeDefault");
            Text(pod, "automountServiceAccountToken").Should().Be("false");
            var container = ((YamlSequenceNode)At(pod, "containers")).Single();
            Text(container, "securityContext", "readOnlyRootFilesystem").Should().Be("true");
            Text(container, "securityContext", "allowPrivilegeEscalation").Should().Be("false");
            Text(((YamlSequenceNode)At(container, "securityContext", "capabilities", "drop")).Single()).Should().Be("ALL");
            Text(container, "image").Should().Be($"streaming:{BuildVersion.Text}");
            At(container, "resources", "limits", "memory").Should().NotBeNull();
            var mount = ((YamlSequenceNode)At(container, "volumeMounts")).Single();
            Text(mount, "mountPath").Should().Be("/data");
            Text(mount, "name").Should().Be(Text(((YamlSequenceNode)At(pod, "volumes")).Single(), "name"));
            if (Text(((YamlSequenceNode)At(container, "args")).Single()) != "serve")
                continue;
            Text(container, "livenessProbe", "httpGet", "path").Should().Be("/health/live");
            Text(container, "readinessProbe", "httpGet", "path").Should().Be("/health/ready");
            Text(container, "lifecycle", "preStop", "sleep", "seconds").Should().Be("5");
        }
    }

    [Theory]
    [MemberData(nameof(Manifests))]
    public void Each_selector_selects_a_deployment_of_the_manifest(string file)
    {
        var documents = Load(Path.Combine(s_kubernetes, file));
        var deployments = documents.Where(document => Text(document, "kind") == "Deployment").ToList();
        var labels = deployments.ConvertAll(deployment => $"{At(deployment, "spec", "template", "metadata", "labels")}");
        deployments.ConvertAll(deployment => $"{At(deployment, "spec", "selector", "matchLabels")}").Should().Equal(labels);
        foreach (var service in documents.Where(document => Text(document, "kind") == "Service"))
            labels.Should().Contain($"{At(service, "spec", "selector")}");
        foreach (var budget in documents.Where(document => Text(document, "kind") == "PodDisruptionBudget"))
            labels.Should().Contain($"{At(budget, "spec", "selector", "matchLabels")}");
    }

    [Fact]
    public void One_database_file_has_one_server_at_a_time()
    {
        var spec = At(Load(Path.Combine(s_kubernetes, "sqlite.yaml")).Single(document => Text(document, "kind") == "Deployment"), "spec");
        Text(spec, "replicas").Should().Be("1");
        Text(spec, "strategy", "type").Should().Be("Recreate");
    }

    [Fact]
    public void The_services_of_the_compose_file_that_need_each_other_exist_and_the_server_has_a_read_only_file_system()
    {
        var compose = Load(Path.Combine(Repository.Root, "samples", "compose", "compose.yaml")).Single();
        var services = ((YamlMappingNode)At(compose, "services")).Children;
        var names = services.Keys.Select(name => Text(name)).ToList();
        names.Should().BeEquivalentTo("streaming", "caddy", "postgres", "node1", "node2", "node3", "worker", "nginx");
        var all = services.Values.OfType<YamlMappingNode>().ToList();
        foreach (var needed in all.Select(service => Find(service, "depends_on")).OfType<YamlMappingNode>())
            names.Should().Contain(needed.Children.Keys.Select(name => Text(name)));
        Text(At(compose, "x-server"), "read_only").Should().Be("true");
        var subnet = Text(((YamlSequenceNode)At(compose, "networks", "default", "ipam", "config")).Single(), "subnet");
        Text(At(compose, "x-settings"), "Access__Proxies__0").Should().Be(subnet, "the proxies are in this network");
    }

    private static List<YamlNode> Load(string file)
    {
        var stream = new YamlStream();
        using var reader = File.OpenText(file);
        stream.Load(reader);
        return stream.Documents.Select(document => document.RootNode).ToList();
    }

    private static YamlNode At(YamlNode node, params IEnumerable<string> path) => path.Aggregate(node, (parent, key) => parent[key]);

    private static YamlNode? Find(YamlMappingNode node, string key) =>
        node.Children.TryGetValue(new YamlScalarNode(key), out var value) ? value : null;

    private static string Text(YamlNode node, params IEnumerable<string> path) => ((YamlScalarNode)At(node, path)).Value!;
}
