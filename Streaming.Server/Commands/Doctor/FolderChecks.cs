using System.Globalization;
using Streaming.Server.Core.Configuration;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Commands.Doctor;

/// <summary>Checks that the server can write to its folders, and that their disks have free space.</summary>
internal static class FolderChecks
{
    private const string Name = "folders";
    private const double Gibi = 1024.0 * 1024 * 1024;
    private const double LittleSpace = 1;
    private const double NoSpace = 0.1;

    public static IEnumerable<Finding> Run(WebApplication app)
    {
        var data = app.Services.GetRequiredService<DataFolder>().Path;
        yield return Check(data, "Storage:Path");
        var files = app.Services.GetRequiredService<JobFolder>().Folder;
        if (Path.GetDirectoryName(files) != data)
            yield return Check(files, "Jobs:Files");
        if (app.Configuration["Email:Pickup"] is { Length: > 0 } pickup)
            yield return Check(Path.GetFullPath(Path.Combine(data, pickup)), "Email:Pickup");
    }

    private static Finding Check(string folder, string key)
    {
        // If the folder does not exist, the nearest existing folder above it is checked, so that the check creates no folder.
        var existing = folder;
        while (!Directory.Exists(existing))
            existing = Path.GetDirectoryName(existing)!;
        try
        {
            DataFolder.RequireWritable(existing, key);
        }
        catch (StartException e)
        {
            return Finding.Error(Name, e.Message);
        }

        var free = new DriveInfo(existing).AvailableFreeSpace / Gibi;
        var space = string.Create(CultureInfo.InvariantCulture, $"{free:N1} GiB free");
        return free < NoSpace ? Finding.Error(Name, $"{folder} ({key}): {space}; free some space, or give another folder")
            : free < LittleSpace ? Finding.Warning(Name, $"{folder} ({key}): {space}; free some space soon")
            : Finding.Ok(Name, $"{folder} ({key}): writable{(existing == folder ? string.Empty : ", will be created")}, {space}");
    }
}
