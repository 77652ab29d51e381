from taxonomy.admin import actor, region

__all__ = ["actor", "region"]
