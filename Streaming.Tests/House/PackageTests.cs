using System.Text.Json;
using System.Xml.Linq;
using Streaming.Tests.Support;

namespace Streaming.Tests.House;

/// <summary>
/// Tests that an application with a reference to the server's project gets the package versions with which the server is tested.
/// </summary>
public sealed class PackageTests
{
    // Central versions of transitive packages apply in this repository only: another application would get the lowest version that a
    // package requires.
    [Fact]
    public void Every_pinned_package_that_the_server_uses_is_a_reference_of_its_project()
    {
        var pinned = Names(Path.Combine(Repository.Root, "Directory.Packages.props"), "PackageVersion");
        var referenced = Names(Path.Combine(Repository.Root, "Streaming.Server", "Streaming.Server.csproj"), "PackageReference");
        using var assets = JsonDocument.Parse(
            File.ReadAllBytes(Path.Combine(Repository.Root, "Streaming.Server", "obj", "project.assets.json")));
        var used = assets.RootElement.GetProperty("targets").EnumerateObject().First().Value.EnumerateObject()
            .Select(package => package.Name.Split('/')[0]);
        var inAll = Names(Path.Combine(Repository.Root, "Directory.Build.props"), "PackageReference");
        used.Where(pinned.Contains).Except(inAll, StringComparer.OrdinalIgnoreCase).Should().BeSubsetOf(referenced);
    }

    // The code names types of this package, so the project must reference the package with an exact version.
    [Fact]
    public void Polly_is_a_direct_reference_of_the_server() =>
        Names(Path.Combine(Repository.Root, "Streaming.Server", "Streaming.Server.csproj"), "PackageReference").Should()
            .Contain("Polly.Core");

    [Fact]
    public void Every_pinned_package_is_a_reference_of_some_project()
    {
        var projects = Directory.EnumerateFiles(Repository.Root, "*.csproj", SearchOption.AllDirectories);
        var referenced = projects.Append(Path.Combine(Repository.Root, "Directory.Build.props"))
            .SelectMany(file => Names(file, "PackageReference"));
        Names(Path.Combine(Repository.Root, "Directory.Packages.props"), "PackageVersion").Should().BeSubsetOf(referenced);
    }

    private static HashSet<string> Names(string file, string element) =>
        [.. XDocument.Load(file).Descendants(element).Select(each => each.Attribute("Include")!.Value)];
}
