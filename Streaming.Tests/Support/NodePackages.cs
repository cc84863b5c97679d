using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using OsProcess = System.Diagnostics.Process;

namespace Streaming.Tests.Support;

/// <summary>
/// Installs the npm packages of a test folder. If Node is installed, the first test that needs the packages runs <c>npm ci</c>, once for
/// all test processes of this repository.
/// </summary>
internal static class NodePackages
{
    public const string Clients = "Clients";
    public const string DurableStreamClients = "DurableStreamClients";
    public const string Email = "Email";
    public const string OpenApi = "OpenApi";
    public const string DurableStreams = "DurableStreams";
    public const string Site = "../docs/site";

    private static readonly TimeSpan s_installLimit = TimeSpan.FromMinutes(2);
    private static readonly ConcurrentDictionary<string, Lazy<string?>> s_missing = new(StringComparer.Ordinal);

    /// <summary>Installs the packages of a folder if necessary, and returns the full path of the folder.</summary>
    /// <exception cref="InvalidOperationException">The packages could not be installed.</exception>
    public static string Require(string folder) =>
        Missing(folder) is { } reason ? throw new InvalidOperationException(reason) : PathOf(folder);

    /// <summary>
    /// Returns the reason why a test cannot use the packages; null if they are installed, or this call has installed them.
    /// </summary>
    /// <param name="folder">The folder below Streaming.Tests that contains the package-lock.json.</param>
    public static string? Missing(string folder) =>
        // Lazy locks: attributes of tests may be created on several threads, and only one thread may install.
        s_missing.GetOrAdd(folder, _ => new Lazy<string?>(() => Programs.Missing("node", "npm") ?? Install(PathOf(folder)))).Value;

    public static string PathOf(string folder) => Path.Combine(Repository.Root, "Streaming.Tests", folder);

    /// <summary>Whether node_modules matches package-lock.json. npm writes node_modules/.package-lock.json last.</summary>
    public static bool AreInstalled(string path)
    {
        var installed = Path.Combine(path, "node_modules", ".package-lock.json");
        if (!File.Exists(installed))
            return false;
        var have = Packages(installed);
        return Packages(Path.Combine(path, "package-lock.json"))
            .All(package => have.TryGetValue(package.Key, out var integrity) && integrity == package.Value);
    }

    /// <summary>Installs the packages unless they are installed.</summary>
    /// <param name="path">The folder of the package-lock.json.</param>
    /// <param name="registry">The address of the registry; null for npm's own setting.</param>
    /// <returns>The reason if the packages could not be installed; otherwise null.</returns>
    public static string? Install(string path, Uri? registry = null)
    {
        using var mutex = new Mutex(initiallyOwned: false, "streaming-tests-npm");
        if (!Enter(mutex))
            return $"Another process has been installing the npm packages of the tests for more than {s_installLimit * 2}; run 'npm ci " +
                $"--prefix {path}'.";
        try
        {
            return AreInstalled(path) ? null : RunNpm(path, registry);
        }
        catch (Win32Exception e)
        {
            return $"'npm ci --prefix {path}' could not be started: {e.Message}";
        }
        finally
        {
            mutex.ReleaseMutex();
        }
    }

    private static bool Enter(Mutex mutex)
    {
        try
        {
            return mutex.WaitOne(s_installLimit * 2);
        }
        catch (AbandonedMutexException)
        {
            // The process that held the mutex was killed. This process owns the mutex now, and installs the packages again.
            return true;
        }
    }

    private static string? RunNpm(string path, Uri? registry)
    {
        var start = new ProcessStartInfo(
            Programs.Find("npm")!)
        {
            UseShellExecute = false,
            WorkingDirectory = path,
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        foreach (var argument in (string[])["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--fetch-retries=1",
            "--fetch-retry-mintimeout=1000"])
            start.ArgumentList.Add(argument);
        if (registry is not null)
            start.ArgumentList.Add($"--registry={registry}");
        var errors = new ConcurrentQueue<string>();
        using var npm = new OsProcess { StartInfo = start };
        npm.OutputDataReceived += (_, _) => { };
        npm.ErrorDataReceived += (_, line) => errors.Enqueue(line.Data ?? string.Empty);
        npm.Start();
        npm.BeginOutputReadLine();
        npm.BeginErrorReadLine();
        if (!npm.WaitForExit(s_installLimit))
        {
            npm.Kill(entireProcessTree: true);
            return $"'npm ci --prefix {path}' has not ended within {s_installLimit}.";
        }

        return npm.ExitCode == 0 ? null : $"'npm ci --prefix {path}' failed: {errors.FirstOrDefault(line => line.Length > 0)}";
    }

    private static Dictionary<string, string?> Packages(string lockFile)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(lockFile));
        return json.RootElement.GetProperty("packages").EnumerateObject()
            .Where(package => package.Name.Length > 0 && !package.Value.TryGetProperty("optional", out _))
            .ToDictionary(package => package.Name, package => package.Value.TryGetProperty("integrity", out var integrity)
                ? integrity.GetString() : null, StringComparer.Ordinal);
    }
}
