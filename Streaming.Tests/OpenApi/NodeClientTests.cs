using Streaming.Tests.Support;

namespace Streaming.Tests.OpenApi;

/// <summary>
/// Tests the document with common tools: the linter Redocly, and a TypeScript client by openapi-typescript and openapi-fetch.
/// </summary>
[Trait("Category", "Slow")]
public sealed class NodeClientTests
{
    [NodeFact(NodePackages.OpenApi)]
    public async Task The_linter_finds_nothing()
    {
        await using var server = await TestServer.StartAsync();
        using var folder = new GeneratedFolder();
        await WriteDocumentAsync(server, folder);
        folder.Take("redocly.yaml");
        // recommended-strict treats each warning as an error, so that the test fails.
        await NodeTool.RunAsync(
            "node_modules/@redocly/cli/bin/cli.js", "lint", folder.FileOf("openapi.json"), "--config", folder.FileOf("redocly.yaml"));
    }

    [NodeFact(NodePackages.OpenApi)]
    public async Task A_generated_TypeScript_client_compiles_and_executes_the_main_operations()
    {
        await using var server = await TestServer.StartAsync();
        using var folder = new GeneratedFolder();
        await WriteDocumentAsync(server, folder);
        folder.Take("main-things.ts");
        folder.Take("tsconfig.json");
        await NodeTool.RunAsync(
            "node_modules/openapi-typescript/bin/cli.js", folder.FileOf("openapi.json"), "-o", folder.FileOf("schema.ts"));

        await NodeTool.RunAsync("node_modules/typescript/bin/tsc", "-p", folder.Root);
        var output = await NodeTool.RunAsync(folder.FileOf("main-things.js"), server.Address.ToString());

        output.ReplaceLineEndings("\n").TrimEnd().Split('\n').Should().SatisfyRespectively(
            line => line.Should().Be("published 1 to from-typescript"),
            line => line.Should().Be("read 1 greeting {\"text\":\"hello\"}"),
            line => line.Should().StartWith("result {\"topic\":\"by-job\"").And.Contain("\"count\":1"),
            line => line.Should().Be("webhook active 10 true"),
            line => line.Should().StartWith("problem 400 The job id is not valid"));
    }

    private static async Task WriteDocumentAsync(TestServer server, GeneratedFolder folder) =>
        await File.WriteAllTextAsync(folder.FileOf("openapi.json"), await server.Client.GetStringAsync("/openapi/v1.json").OrTimeout());
}
