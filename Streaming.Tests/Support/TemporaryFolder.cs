namespace Streaming.Tests.Support;

/// <summary>A new folder that is deleted with all that is in it.</summary>
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
            // A process that was killed may hold a file for a moment longer; the system cleans its temporary folder itself.
        }
    }
}
