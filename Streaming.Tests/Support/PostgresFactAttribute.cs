namespace Streaming.Tests.Support;

/// <summary>A fact that needs PostgreSQL. It is skipped, with the reason, where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute() => Skip = Skipping.Because(PostgresServer.Missing);
}
