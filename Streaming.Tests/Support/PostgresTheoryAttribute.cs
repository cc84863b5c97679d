namespace Streaming.Tests.Support;

/// <summary>A theory that needs PostgreSQL. It is skipped, with the reason, where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PostgresTheoryAttribute : TheoryAttribute
{
    public PostgresTheoryAttribute() => Skip = Skipping.Because(PostgresServer.Missing);
}
