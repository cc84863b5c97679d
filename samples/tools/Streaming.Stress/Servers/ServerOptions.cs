namespace Streaming.Stress.Servers;

/// <summary>The settings and limits of a tested process.</summary>
internal sealed record ServerOptions
{
    /// <summary>The command before the settings: none for a server, <c>worker</c> for a worker.</summary>
    public string? Command { get; init; }

    /// <summary>More settings, such as <c>("Topics:RetentionInterval", "1s")</c>.</summary>
    public IReadOnlyList<(string Key, string Value)> Settings { get; init; } = [];

    /// <summary>Environment variables of the process, such as <c>DOTNET_GCHeapHardLimit</c> or <c>LD_PRELOAD</c>.</summary>
    public IReadOnlyList<(string Name, string Value)> Environment { get; init; } = [];

    /// <summary>The number of files that the process may open.</summary>
    public int OpenFiles { get; init; } = 20_000;

    /// <summary>Whether the environment is Production (with <c>Access:Open</c>) or Development.</summary>
    public bool IsProduction { get; init; } = true;

    /// <summary>The time in which the process must become ready.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>Returns the same options with more settings.</summary>
    public ServerOptions With(params (string Key, string Value)[] settings) => this with { Settings = [.. Settings, .. settings] };

    /// <summary>Returns the same options with more environment variables.</summary>
    public ServerOptions WithEnvironment(params (string Name, string Value)[] variables) =>
        this with { Environment = [.. Environment, .. variables] };
}
