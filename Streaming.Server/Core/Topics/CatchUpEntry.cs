namespace Streaming.Server.Core.Topics;

/// <summary>A topic in the <see cref="CatchUpQueue"/>.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Since">When it was added, in milliseconds.</param>
/// <param name="Due">When its missing messages are read.</param>
/// <param name="Awaited">The newest visible offset when it was added; null if the missing messages are not awaited, but read at
/// once.</param>
internal readonly record struct CatchUpEntry(Topic Topic, long Since, long Due, long? Awaited);
