namespace Streaming.Tests.OpenApi;

/// <summary>
/// A new folder below the folder of the npm packages, so that generated files can import them. It is deleted with all its files.
/// </summary>
internal sealed class GeneratedFolder : IDisposable
{
    public GeneratedFolder() => Directory.CreateDirectory(Root);

    /// <summary>The full path of the folder.</summary>
    public string Root { get; } = Path.Combine(NodeTool.Folder, "generated", Guid.NewGuid().ToString("N"));

    /// <summary>Returns the full path of a file in the folder.</summary>
    public string FileOf(string name) => Path.Combine(Root, name);

    /// <summary>Copies a file from the folder of the npm packages.</summary>
    public void Take(string name) => File.Copy(Path.Combine(NodeTool.Folder, name), FileOf(name));

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
