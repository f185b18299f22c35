namespace UsageRls.Verification.Tenancy;

/// <summary>What people have said of an application: who may do what.</summary>
public sealed record IntentFile;
