using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NJsonSchema.CodeGeneration.CSharp;
using NSwag;
using NSwag.CodeGeneration.CSharp;
using Streaming.Tests.Support;

namespace Streaming.Tests.OpenApi;

/// <summary>Tests a C# client that NSwag generates from the document.</summary>
[Trait("Category", "Slow")]
public sealed class CSharpClientTests
{
    [Fact]
    public async Task A_generated_CSharp_client_compiles_and_executes_the_main_operations()
    {
        await using var server = await TestServer.StartAsync();
        var document = await OpenApiDocument.FromJsonAsync(await server.Client.GetStringAsync("/openapi/v1.json").OrTimeout());
        var settings = new CSharpClientGeneratorSettings
        {
            ClassName = "StreamingClient",
            CSharpGeneratorSettings = { Namespace = "Generated", JsonLibrary = CSharpJsonLibrary.SystemTextJson }
        };
        var program = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "Streaming.Tests", "OpenApi", "csharp", "MainThings.cs"));

        var assembly = Compile(new CSharpClientGenerator(document, settings).GenerateFile(), program);
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var lines = await (Task<IReadOnlyList<string>>)assembly.GetType("Generated.MainThings", throwOnError: true)!.GetMethod(
            "RunAsync")!.Invoke(null, [server.Client, patience.Token])!;

        lines.Should().SatisfyRespectively(
            line => line.Should().Be("published 1 to from-csharp"),
            line => line.Should().Be("read 1 greeting {\"text\":\"hello\"}"),
            line => line.Should().StartWith("result {\"topic\":\"by-job\"").And.Contain("\"count\":1"),
            line => line.Should().Be("webhook active 10 True"),
            line => line.Should().StartWith("problem 400 The job id is not valid"));
    }

    private static Assembly Compile(params string[] sources)
    {
        // The assemblies of this process, which the client's code may use.
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create(
            "GeneratedClient", sources.Select(source => CSharpSyntaxTree.ParseText(source)), references,
                new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        result.Diagnostics.Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning).Should().BeEmpty();
        image.Position = 0;
        return new AssemblyLoadContext("generated", isCollectible: true).LoadFromStream(image);
    }
}
