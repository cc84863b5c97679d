namespace Streaming.Tests.OpenApi;

/// <summary>A new folder below that of the npm packages, so that what is generated finds them; deleted with all that is in it.</summary>
internal sealed class GeneratedFolder : IDisposable
{
    public GeneratedFolder() => Directory.CreateDirectory(Root);

    /// <summary>Where it is.</summary>
    public string Root { get; } = Path.Combine(NodeTool.Folder, "generated", Guid.NewGuid().ToString("N"));

    /// <summary>A file in it.</summary>
    public string FileOf(string name) => Path.Combine(Root, name);

    /// <summary>Copies a file of the packages' folder.</summary>
    public void Take(string name) => File.Copy(Path.Combine(NodeTool.Folder, name), FileOf(name));

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
