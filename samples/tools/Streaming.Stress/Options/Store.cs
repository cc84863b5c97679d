namespace Streaming.Stress.Options;

/// <summary>The store that the tested servers use (the setting <c>Storage:Provider</c>).</summary>
internal enum Store
{
    Sqlite,
    Memory,
    Postgresql,
}
