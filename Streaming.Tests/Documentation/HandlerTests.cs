using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Streaming.Tests.Documentation;

/// <summary>Tests that the handler of docs/jobs.md compiles in a web project, with the usings that the page shows.</summary>
public sealed class HandlerTests
{
    // The usings of a web project, as far as the code needs them, and the application's own class.
    private const string Project = """
        global using System;
        global using System.Threading;
        global using System.Threading.Tasks;

        sealed class Images
        {
            public Task<Image> OpenAsync(string name, CancellationToken cancellation) => Task.FromResult(new Image());
        }

        sealed class Image
        {
            public string Reduce() => string.Empty;
        }
        """;

    [Fact]
    public void The_handler_compiles()
    {
        var code = new MarkdownFile("docs/jobs.md").Code("A job of your own", "csharp");
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create(
            "Documented", [CSharpSyntaxTree.ParseText(Project), CSharpSyntaxTree.ParseText(code)], references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        compilation.GetDiagnostics().Where(each => each.Severity == DiagnosticSeverity.Error).Select(each => each.ToString())
            .Should().BeEmpty();
    }
}
