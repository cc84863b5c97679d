using System.Runtime.CompilerServices;

namespace Streaming.Tests.Support;

/// <summary>
/// Servers of tests, and the processes that tests start, do not watch their settings files. Linux allows each user 128 watchers, and
/// several test runs on one machine need more.
/// </summary>
internal static class SettingsFiles
{
    [ModuleInitializer]
    internal static void DoNotWatch() => Environment.SetEnvironmentVariable("DOTNET_hostBuilder__reloadConfigOnChange", "false");
}
