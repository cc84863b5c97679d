namespace Streaming.Tests.Support;

/// <summary>A new temporary folder that is deleted with all its files when it is disposed.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("streaming-").FullName;

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // A killed process may hold a file for a moment longer; the operating system cleans the temporary folder later.
        }
    }
}
