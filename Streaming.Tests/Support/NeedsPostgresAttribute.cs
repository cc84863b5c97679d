namespace Streaming.Tests.Support;

/// <summary>
/// A class that runs a contract of stores on PostgreSQL: its facts and theories of kind <see cref="StoreFactAttribute"/> and
/// <see cref="StoreTheoryAttribute"/> are skipped where PostgreSQL is not installed.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NeedsPostgresAttribute : Attribute;
