using Streaming.Tests.Support;

namespace Streaming.Tests.Sqlite;

/// <summary>Makes a database of a server of which some pages are overwritten.</summary>
internal static class DamagedDatabase
{
    /// <summary>Publishes messages of several pages, stops the server, and overwrites a quarter of its file.</summary>
    /// <param name="server">A server, which is disposed.</param>
    /// <param name="path">The path of its database.</param>
    public static async Task CreateAsync(ServerProcess server, string path)
    {
        await using (server)
        {
            foreach (var number in Enumerable.Range(0, 20))
                await server.Client.PublishAsync("news", new string((char)('a' + number), 10_000));
        }

        await using var file = new FileStream(path, FileMode.Open);
        file.Position = file.Length / 2;
        await file.WriteAsync(Enumerable.Repeat((byte)0xFF, (int)(file.Length / 4)).ToArray());
    }
}
