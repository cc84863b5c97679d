namespace Streaming.Tests.Support;

/// <summary>A fact that needs PostgreSQL and PgBouncer. It is skipped, with the reason, where one of them is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PgBouncerFactAttribute : FactAttribute
{
    public PgBouncerFactAttribute() => Skip = Skipping.Because(PgBouncer.Missing);
}
