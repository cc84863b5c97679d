using System.Xml.Linq;
using Streaming.Tests.Support;

namespace Streaming.Tests.Packages;

/// <summary>Tests that the server runs as the container runs it.</summary>
[Trait("Category", "Slow")]
public sealed class ContainerTests : IDisposable
{
    private readonly TemporaryFolder _data = new();

    public void Dispose() => _data.Dispose();

    [ContainerFact]
    public async Task The_server_runs_as_another_user_with_a_read_only_file_system_and_reports_its_health()
    {
        string[] settings = [$"ASPNETCORE_HTTP_PORTS={FreePort.Take()}", "Access__Open=true"];
        await using var server = ContainedServer.Start(_data, settings);
        await server.WaitForOutputAsync("Application started");
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{settings[0].Split('=')[1]}") };
        await client.PublishAsync("news", "from a container");
        (await client.GetStringAsync("/topics/news/messages").OrTimeout()).Should().Contain("from a container");
        (await client.GetStringAsync("/").OrTimeout()).Should().Contain("<html");
        File.Exists(Path.Combine(_data.Path, "streaming.db")).Should().BeTrue(server.Output);
        server.Output.Should().NotContain("fail:").And.NotContain("crit:").And.NotContain("Read-only file system")
            .And.NotContain("Samples:Ticker", "the samples are turned off");

        await using (var healthy = ContainedServer.StartHealthCheck(_data, settings))
            (await healthy.EndAsync()).Should().Be(0, healthy.Output);
        (await server.TerminateAsync()).Should().Be(0, server.Output);
        await using var stopped = ContainedServer.StartHealthCheck(_data, settings);
        (await stopped.EndAsync()).Should().Be(1, stopped.Output);
    }

    [ContainerFact]
    public async Task Without_a_key_the_server_says_which_variable_is_missing()
    {
        await using var server = ContainedServer.Start(_data);
        (await server.EndAsync()).Should().Be(1, server.Output);
        server.Output.Should().Contain("Access:Keys:0:Secret");
    }

    [Fact]
    public void The_image_of_the_SDK_has_the_settings_of_the_Dockerfile()
    {
        var dockerfile = File.ReadAllText(Path.Combine(Repository.Root, "Dockerfile"));
        var project = XDocument.Load(Path.Combine(Repository.Root, "Streaming.Tool", "Streaming.Tool.csproj"));
        var variables = project.Descendants("ContainerEnvironmentVariable")
            .Select(variable => $"{variable.Attribute("Include")!.Value}={variable.Attribute("Value")!.Value}").ToList();
        variables.Should().NotBeEmpty().And.OnlyContain(variable => dockerfile.Contains(variable));
        dockerfile.Should().Contain($"EXPOSE {project.Descendants("ContainerPort").Single().Attribute("Include")!.Value}")
            .And.Contain($"aspnet:10.0-{project.Descendants("ContainerFamily").Single().Value}");
    }
}
