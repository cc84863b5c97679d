namespace Streaming.Server.Access.Limits;

/// <summary>Metadata of an endpoint that limits the size of its body itself; all others of this server take a small one.</summary>
internal interface ILimitsBodyItself;
