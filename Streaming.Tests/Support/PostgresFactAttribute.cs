namespace Streaming.Tests.Support;

/// <summary>A fact that needs PostgreSQL. If PostgreSQL or an npm package is missing, the fact is skipped with the reason.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute(params string[] packages)
    {
        Packages = packages;
        Skip = Skipping.Because([PostgresServer.Missing, .. packages.Select(NodePackages.Missing)]);
    }

    /// <summary>The folders below Streaming.Tests whose npm packages the test needs.</summary>
    public IReadOnlyList<string> Packages { get; }
}
